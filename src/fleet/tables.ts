/** The three long tables, as views over the reports that count: what `export` writes and the questions are asked of. */

import { SERIES_NAME } from '../report/latency.js';
import { literal } from './engine.js';

/** Bytes of a size as a name has it; null for what is none, and for what no column holds. */
const bytes = (size: string): string => `TRY_CAST(TRY_CAST(rtrim(${size}, 'KMGT') AS BIGINT)::HUGEINT *
  CASE right(${size}, 1) WHEN 'K' THEN ${2 ** 10} WHEN 'M' THEN ${2 ** 20} WHEN 'G' THEN ${2 ** 30}
    WHEN 'T' THEN ${2 ** 40} ELSE 1 END AS BIGINT)`;

/** Most names say no granule: it is the page of that memory. */
const GRANULE = `CASE WHEN part.granule <> '' THEN ${bytes('part.granule')} WHEN part.memory = '' THEN NULL
  WHEN starts_with(part.memory, 'hugetlb-') THEN ${bytes('substr(part.memory, 9)')} ELSE base_page_bytes END`;

const number = (part: string): string => `CASE WHEN ${part} = '' THEN 1 ELSE TRY_CAST(${part} AS BIGINT) END`;

const NAMED = `regexp_extract(one.key, ${literal(SERIES_NAME.source)}, ['id', 'memory', 'granule', 'units', 'threads'])`;

/** What leads from a row of the two long tables to its report. */
const KEY = 'report, host, caller, collected_at';

export const VIEWS = `
  CREATE VIEW capability AS
    SELECT ${KEY}, 'capability' AS kind, id, memory, state, reason, cell.gate AS gate, NULL::VARCHAR AS who
      FROM host JOIN cell USING (matrix)
    UNION ALL SELECT ${KEY}, 'profile', id, NULL, state, reason, NULL, who FROM host JOIN verdict USING (profiles);
  CREATE VIEW latency AS SELECT ${KEY}, part.id AS id, nullif(part.memory, '') AS memory,
      ${GRANULE} AS granule_bytes, ${number('part.units')} AS units, ${number('part.threads')} AS threads,
      one.value.n AS n, one.value.p50Ns AS p50_ns, one.value.p99Ns AS p99_ns, one.value.firstNs AS first_ns
    FROM (SELECT *, ${NAMED} AS part
      FROM (SELECT ${KEY}, base_page_bytes, unnest(map_entries(latency)) AS one FROM host))
    WHERE part.id <> ''`;

/** Columns of the exported `host` table, in order. */
export const HOST_COLUMNS = [
  'report',
  'host',
  'caller',
  'host_id',
  'host_name',
  'arch',
  'base_page_bytes',
  'boot_id',
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
