/** What of a document the fleet reads, as DuckDB types: the one place that both readers follow. */
import { STATES } from '../../report/contract.js';
import { literal } from '../engine.js';
import { gateOf } from '../tables.js';

/**
 * A line longer than this is no report: the longest real one, with every detail, has a tenth of it. DuckDB holds at
 * least 16 MiB at once, and refuses a line beyond that.
 */
export const MAX_LINE_BYTES = 2 ** 20;

/** The schema that this version reads; a later minor version only adds fields. */
export const MAJOR = '1';

const WAY = 'STRUCT(host VARCHAR)';

/** Latency and the matrix cost more to read than all else, so they are read for the questions about them. */
export type Depth = 'summary' | 'latency' | 'matrix';

const TWO_WAYS = `STRUCT("open.syscall" ${WAY}, "open.device" ${WAY})`;
const MATRIX: Readonly<Record<Depth, string>> = {
  summary: TWO_WAYS,
  latency: TWO_WAYS,
  matrix: 'MAP(VARCHAR, MAP(VARCHAR, VARCHAR))',
};

const LATENCY = 'MAP(VARCHAR, STRUCT(n BIGINT, p50Ns BIGINT, p99Ns BIGINT, firstNs BIGINT))';

const COLUMNS = (depth: Depth): Readonly<Record<string, string>> => ({
  schemaVersion: 'VARCHAR',
  tool: 'STRUCT(version VARCHAR)',
  host:
    'STRUCT(id VARCHAR, name VARCHAR, arch VARCHAR, basePageBytes BIGINT, kernelRelease VARCHAR, ' +
    'kernelBuild VARCHAR, cpuModel VARCHAR)',
  collectedAt: 'TIMESTAMPTZ',
  expiresAt: 'TIMESTAMPTZ',
  hgm: 'STRUCT(state VARCHAR, granuleBytes BIGINT, dialect VARCHAR, reason VARCHAR)',
  profiles: 'MAP(VARCHAR, STRUCT(state VARCHAR, reason VARCHAR, who VARCHAR))',
  matrix: MATRIX[depth],
  ...(depth === 'summary' ? {} : { latency: LATENCY }),
});

/** The table that everything is asked of: one row a document. */
export const REPORT_TABLE = `CREATE TABLE report (
  file VARCHAR, schema_version VARCHAR, tool_version VARCHAR,
  host_id VARCHAR, host_name VARCHAR, arch VARCHAR, base_page_bytes BIGINT,
  kernel_release VARCHAR, kernel_build VARCHAR, cpu_model VARCHAR,
  collected_at TIMESTAMPTZ, expires_at TIMESTAMPTZ,
  hgm_state VARCHAR, hgm_granule_bytes BIGINT, hgm_dialect VARCHAR, hgm_reason VARCHAR, gate VARCHAR,
  profiles MAP(VARCHAR, STRUCT(state VARCHAR, reason VARCHAR, who VARCHAR)),
  latency ${LATENCY},
  matrix MAP(VARCHAR, MAP(VARCHAR, VARCHAR)))`;

/** Where neither way into userfaultfd with kernel faults is open, the gate of the better one. */
const gate = (syscall: string, device: string): string =>
  `CASE WHEN regexp_matches(coalesce(${syscall}, '') || ' ' || coalesce(${device}, ''), '(^| )(supported|limited)')
     THEN NULL ELSE coalesce(${gateOf(syscall)}, ${gateOf(device)}) END`;

const TWO_HOSTS: [string, string] = ['matrix."open.syscall".host', 'matrix."open.device".host'];
const WAYS: Readonly<Record<Depth, [string, string]>> = {
  summary: TWO_HOSTS,
  latency: TWO_HOSTS,
  matrix: ["matrix['open.syscall']['host']", "matrix['open.device']['host']"],
};

/** `INSERT` of whole files; throws for the first document among them that is not what it should be. */
export function insertFiles(files: readonly string[], depth: Depth): string {
  const columns = Object.entries(COLUMNS(depth)).map(([name, type]) => `${name}: ${literal(type)}`);
  return `INSERT INTO report SELECT filename, schemaVersion, tool.version,
    host.id, host.name, host.arch, host.basePageBytes, host.kernelRelease, host.kernelBuild, host.cpuModel,
    collectedAt, expiresAt, hgm.state, hgm.granuleBytes, hgm.dialect, hgm.reason,
    ${gate(...WAYS[depth])}, profiles, ${depth === 'summary' ? 'NULL' : 'latency'}, ${depth === 'matrix' ? 'matrix' : 'NULL'}
    FROM read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', filename = true,
      maximum_object_size = ${MAX_LINE_BYTES}, columns = {${columns.join(', ')}})`;
}

const LARGEST = 2 ** 53 - 1;
const isBad = (number: string): string =>
  `(${number} IS NOT NULL AND ${number} NOT BETWEEN 0 AND ${LARGEST})`;
const repeats = (map: string): string => `len(map_keys(${map})) <> list_unique(map_keys(${map}))`;

/**
 * Rows that DuckDB's reader let pass and that are no report: it takes a lone `null`, a list for a text, and a
 * key that stands twice in a map. Their files are read again, part by part.
 *
 * @param among a condition: which rows are looked at
 */
export const doubtful = (among: string): string => `SELECT DISTINCT file FROM report WHERE ${among} AND (
  host_name IS NULL OR arch IS NULL OR kernel_release IS NULL OR collected_at IS NULL OR expires_at IS NULL
  OR schema_version IS NULL OR NOT regexp_full_match(schema_version, '${MAJOR}\\.\\d+')
  OR hgm_state IS NULL OR hgm_state NOT IN (${STATES.map(literal).join(', ')})
  OR ${['host_id', 'host_name', 'arch', 'kernel_release'].map((text) => `regexp_matches(${text}, '^[\\[{]')`).join(' OR ')}
  OR ${isBad('base_page_bytes')} OR ${isBad('hgm_granule_bytes')}
  OR len(list_filter(map_values(latency), lambda l: ${['n', 'p50Ns', 'p99Ns', 'firstNs'].map((key) => isBad(`l.${key}`)).join(' OR ')})) > 0
  OR ${repeats('profiles')} OR ${repeats('latency')} OR ${repeats('matrix')}
  OR len(list_filter(map_values(matrix), lambda m: ${repeats('m')})) > 0)`;
