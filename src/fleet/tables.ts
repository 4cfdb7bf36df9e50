/** The three long tables, as views over the newest reports: what `export` writes and the questions are asked of. */

/** `supported` and `absent` leave their ordinary reasons out of the document. */
const REASON = `CASE WHEN contains(word, ':') THEN substr(word, position(':' IN word) + 1)
  WHEN word = 'supported' THEN 'works' WHEN word = 'absent' THEN 'refused' END`;

/** Of `hosts`, a table with a column `matrix`: one row a capability and memory, and `columns` beside it. */
export const capabilitiesOf = (hosts: string, columns: string): string => `
  SELECT ${columns}, id, nullif(cell.key, 'host') AS memory, split_part(cell.value, ':', 1) AS state, ${REASON.replaceAll('word', 'cell.value')} AS reason
  FROM (SELECT ${columns}, row.key AS id, unnest(map_entries(row.value)) AS cell
    FROM (SELECT ${columns}, unnest(map_entries(matrix)) AS row FROM ${hosts}))`;

/** Keys of `latency` read `id[:memory][@variant]`. */
export const VIEWS = `
  CREATE VIEW profile AS SELECT host, collected_at, one.key AS id, one.value.state AS state,
      one.value.reason AS reason, one.value.who AS who
    FROM (SELECT host, collected_at, unnest(map_entries(profiles)) AS one FROM host);
  CREATE VIEW capability AS
    SELECT host, collected_at, 'capability' AS kind, id, memory, state, reason, NULL::VARCHAR AS who
      FROM (${capabilitiesOf('host', 'host, collected_at')})
    UNION ALL SELECT host, collected_at, 'profile', id, NULL, state, reason, who FROM profile;
  CREATE VIEW latency AS SELECT host, collected_at,
      split_part(split_part(one.key, '@', 1), ':', 1) AS id,
      nullif(split_part(split_part(one.key, '@', 1), ':', 2), '') AS memory,
      nullif(split_part(one.key, '@', 2), '') AS variant,
      one.value.n AS n, one.value.p50Ns AS p50_ns, one.value.p99Ns AS p99_ns, one.value.firstNs AS first_ns
    FROM (SELECT host, collected_at, unnest(map_entries(latency)) AS one FROM host)`;

/** Columns of the exported `host` table, in order. */
export const HOST_COLUMNS = [
  'host',
  'host_id',
  'host_name',
  'arch',
  'base_page_bytes',
  'kernel_release',
  'kernel_build',
  'cpu_model',
  'schema_version',
  'tool_version',
  'collected_at',
  'expires_at',
  'hgm_state',
  'hgm_granule_bytes',
  'hgm_dialect',
  'hgm_reason',
  'gate',
] as const;
