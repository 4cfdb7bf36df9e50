/** The three long tables, as views over the newest reports: what `export` writes and the questions are asked of. */

import { SERIES_NAME } from '../report/latency.js';
import { PLAIN_REASONS } from '../report/matrix.js';
import { literal } from './engine.js';

/** Of a cell of the matrix: what stands behind the state; null where nothing does. */
const said = (word: string): string =>
  `CASE WHEN contains(${word}, ':') THEN substr(${word}, position(':' IN ${word}) + 1) END`;

const refused = (word: string): string => `starts_with(${word}, 'not_permitted:')`;

/** What stopped the caller; null for every other cell. */
export const gateOf = (word: string): string =>
  `CASE WHEN ${refused(word)} THEN split_part(${said(word)}, '/', 1) END`;

/** A refusal names its gate before its reason, and only the gate where the two are one. */
const reasonOf = (word: string, id: string): string => `CASE
  WHEN ${refused(word)} THEN coalesce(nullif(split_part(${said(word)}, '/', 2), ''), ${gateOf(word)})
  WHEN contains(${word}, ':') THEN ${said(word)}
  ${PLAIN_REASONS.map(
    ({ state, prefix, reason }) =>
      `WHEN ${word} = ${literal(state)} AND starts_with(${id}, ${literal(prefix)}) THEN ${literal(reason)}`,
  ).join(' ')}
  ELSE ${word} END`;

/** Of `hosts`, a table with a column `matrix`: one row a capability and memory, and `columns` beside it. */
export const capabilitiesOf = (hosts: string, columns: string): string => `
  SELECT ${columns}, id, nullif(cell.key, 'host') AS memory, split_part(cell.value, ':', 1) AS state,
    ${reasonOf('cell.value', 'id')} AS reason, ${gateOf('cell.value')} AS gate
  FROM (SELECT ${columns}, row.key AS id, unnest(map_entries(row.value)) AS cell
    FROM (SELECT ${columns}, unnest(map_entries(matrix)) AS row FROM ${hosts}))`;

/** Bytes of a size as a name has it; null for what is none, and for what no column holds. */
const bytes = (size: string): string => `TRY_CAST(TRY_CAST(rtrim(${size}, 'KMGT') AS BIGINT)::HUGEINT *
  CASE right(${size}, 1) WHEN 'K' THEN ${2 ** 10} WHEN 'M' THEN ${2 ** 20} WHEN 'G' THEN ${2 ** 30}
    WHEN 'T' THEN ${2 ** 40} ELSE 1 END AS BIGINT)`;

/** Most names say no granule: it is the page of that memory. */
const GRANULE = `CASE WHEN part.granule <> '' THEN ${bytes('part.granule')} WHEN part.memory = '' THEN NULL
  WHEN starts_with(part.memory, 'hugetlb-') THEN ${bytes('substr(part.memory, 9)')} ELSE base_page_bytes END`;

const number = (part: string): string => `CASE WHEN ${part} = '' THEN 1 ELSE TRY_CAST(${part} AS BIGINT) END`;

const NAMED = `regexp_extract(one.key, ${literal(SERIES_NAME.source)}, ['id', 'memory', 'granule', 'units', 'threads'])`;

export const VIEWS = `
  CREATE VIEW profile AS SELECT host, collected_at, one.key AS id, one.value.state AS state,
      one.value.reason AS reason, one.value.who AS who
    FROM (SELECT host, collected_at, unnest(map_entries(profiles)) AS one FROM host);
  CREATE VIEW capability AS
    SELECT host, collected_at, 'capability' AS kind, id, memory, state, reason, gate, NULL::VARCHAR AS who
      FROM (${capabilitiesOf('host', 'host, collected_at')})
    UNION ALL SELECT host, collected_at, 'profile', id, NULL, state, reason, NULL, who FROM profile;
  CREATE VIEW latency AS SELECT host, collected_at, part.id AS id, nullif(part.memory, '') AS memory,
      ${GRANULE} AS granule_bytes, ${number('part.units')} AS units, ${number('part.threads')} AS threads,
      one.value.n AS n, one.value.p50Ns AS p50_ns, one.value.p99Ns AS p99_ns, one.value.firstNs AS first_ns
    FROM (SELECT *, ${NAMED} AS part
      FROM (SELECT host, collected_at, base_page_bytes, unnest(map_entries(latency)) AS one FROM host))
    WHERE part.id <> ''`;

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
