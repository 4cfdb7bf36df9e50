/** What of a document the fleet reads, and how DuckDB is made to look at it as `document.ts` does. */
import { STATES } from '../../report/contract.js';
import { literal } from '../engine.js';
import { MAJOR, MAX_TEXT } from './document.js';

/**
 * A line longer than this is no report: the longest real one, with every detail, has a tenth of it. DuckDB holds at
 * least 16 MiB at once, and refuses a line beyond that.
 */
export const MAX_LINE_BYTES = 2 ** 20;

/**
 * What is read beside the head of a document. Latency costs more than all else, so it is kept for the questions about
 * it alone, and of Parquet the matrix, too.
 */
export type Depth = 'summary' | 'latency' | 'matrix';

const LATENCY = 'MAP(VARCHAR, STRUCT(n BIGINT, p50Ns BIGINT, p99Ns BIGINT, firstNs BIGINT))';

/** Each field as the text that stands there: a type of DuckDB's would take "4096", 4096.5 and true for a number. */
const COLUMNS: Readonly<Record<string, string>> = {
  schemaVersion: 'JSON',
  tool: 'STRUCT(version JSON)',
  host:
    'STRUCT(id JSON, name JSON, arch JSON, basePageBytes JSON, bootId JSON, kernelRelease JSON, ' +
    'kernelBuild JSON, cpuModel JSON)',
  ranAs: 'STRUCT("user" JSON, euid JSON, initialUserNamespace JSON)',
  collectedAt: 'JSON',
  expiresAt: 'JSON',
  hgm: 'STRUCT(state JSON, granuleBytes JSON, dialect JSON, reason JSON)',
  profiles: 'JSON',
  matrix: 'JSON',
  latency: 'JSON',
};

/** The table that everything is asked of: one row a document; `matrix` and `profiles` are numbers of `shapes.ts`. */
export const REPORT_TABLE = `CREATE TABLE report (
  schema_version VARCHAR, tool_version VARCHAR, caller VARCHAR,
  host_id VARCHAR, host_name VARCHAR, arch VARCHAR, base_page_bytes BIGINT, boot_id VARCHAR,
  kernel_release VARCHAR, kernel_build VARCHAR, cpu_model VARCHAR,
  collected_at TIMESTAMPTZ, expires_at TIMESTAMPTZ,
  hgm_state VARCHAR, hgm_granule_bytes BIGINT, hgm_dialect VARCHAR, hgm_reason VARCHAR,
  gate VARCHAR, matrix INTEGER, profiles INTEGER, latency ${LATENCY})`;

/** One kind of field: how the text that stands there is looked at, and what becomes of it. */
interface Kind {
  isFine: (leaf: string) => string;
  value: (leaf: string) => string;
}

const TEXT: Kind = {
  // In bytes, of which there are no fewer than UTF-16 units.
  isFine: (leaf) => `(starts_with(${leaf}, '"') AND strlen(${leaf}) <= ${MAX_TEXT + 2})`,
  value: (leaf) =>
    `CASE WHEN contains(${leaf}, '\\') THEN ${leaf}::JSON ->> '$' ELSE substr(${leaf}, 2, length(${leaf}) - 2) END`,
};
const COUNT: Kind = {
  isFine: (leaf) => `regexp_full_match(${leaf}, '\\d{1,15}')`,
  value: (leaf) => `TRY_CAST(TRY_CAST(${leaf} AS DOUBLE) AS BIGINT)`,
};
const FLAG: Kind = {
  isFine: (leaf) => `${leaf} IN ('true', 'false')`,
  value: (leaf) => `${leaf} = 'true'`,
};
/** JavaScript keeps milliseconds, so more digits are for the careful reader. */
const INSTANT: Kind = {
  isFine: (leaf) =>
    `(regexp_full_match(${leaf}, '"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?(Z|[+-]\\d\\d:\\d\\d)"')
      AND ${INSTANT.value(leaf)} IS NOT NULL)`,
  value: (leaf) => `TRY_CAST(substr(${leaf}, 2, length(${leaf}) - 2) AS TIMESTAMPTZ)`,
};

const VERSION: Kind = { ...TEXT, isFine: (leaf) => `regexp_full_match(${leaf}, '"${MAJOR}\\.\\d+"')` };
const STATE: Kind = {
  ...TEXT,
  isFine: (leaf) => `${leaf} IN (${STATES.map((state) => literal(JSON.stringify(state))).join(', ')})`,
};

/** Column of `report`, where it stands, what it is, and whether it may be null. */
const FIELDS: readonly (readonly [column: string, leaf: string, kind: Kind, needed: boolean])[] = [
  ['schema_version', 'schemaVersion', VERSION, true],
  ['tool_version', 'tool.version', TEXT, true],
  ['host_id', 'host.id', TEXT, false],
  ['host_name', 'host.name', TEXT, true],
  ['arch', 'host.arch', TEXT, true],
  ['base_page_bytes', 'host.basePageBytes', COUNT, false],
  ['boot_id', 'host.bootId', TEXT, false],
  ['kernel_release', 'host.kernelRelease', TEXT, true],
  ['kernel_build', 'host.kernelBuild', TEXT, false],
  ['cpu_model', 'host.cpuModel', TEXT, false],
  ['user_name', 'ranAs."user"', TEXT, false],
  ['euid', 'ranAs.euid', COUNT, true],
  ['initial', 'ranAs.initialUserNamespace', FLAG, false],
  ['collected_at', 'collectedAt', INSTANT, true],
  ['expires_at', 'expiresAt', INSTANT, true],
  ['hgm_state', 'hgm.state', STATE, true],
  ['hgm_granule_bytes', 'hgm.granuleBytes', COUNT, false],
  ['hgm_dialect', 'hgm.dialect', TEXT, false],
  ['hgm_reason', 'hgm.reason', TEXT, false],
];

const leafOf = (path: string): string => `${path}::VARCHAR`;

/** Whether nothing in a row needs a second look. What is missing does: it may be allowed to be. */
const FINE = [
  ...FIELDS.map(([, path, { isFine }, needed]) =>
    needed ? isFine(leafOf(path)) : `(${path} IS NULL OR ${isFine(leafOf(path))})`,
  ),
  'matrix IS NOT NULL AND profiles IS NOT NULL',
].join(' AND ');

const FIGURE = '(?:\\d{1,15}|null)';
/** As the tool writes it, and no other way. */
const PLAIN_LATENCY =
  `\\{(?:"[^"\\\\]*":\\{"n":${FIGURE},"p50Ns":${FIGURE},"p99Ns":${FIGURE},"firstNs":${FIGURE}` +
  '(?:,"flags":\\[[^\\]{}]*\\])?\\},?)*\\}';
const FINE_LATENCY = `regexp_full_match(latency::VARCHAR, ${literal(PLAIN_LATENCY)})
  AND len(json_keys(latency)) = list_unique(json_keys(latency))
  AND len(list_filter(json_keys(latency), lambda key: strlen(key) > ${MAX_TEXT})) = 0`;

/** Who a report is about: a user by name, or by number where it has none; root of a user namespace is not root. */
const CALLER = `CASE WHEN euid = 0 THEN 'root' ELSE coalesce(user_name, euid::VARCHAR) END || CASE WHEN initial IS FALSE THEN ':userns' ELSE '' END`;

/** Of these `CALLER` is made. */
const OF_CALLER = ['user_name', 'euid', 'initial'];
const TAKEN = [
  ...FIELDS.map(([column]) => column).filter((column) => !OF_CALLER.includes(column)),
  'caller',
  'latency',
];

const reader = (files: readonly string[]): string => {
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name}: ${literal(type)}`);
  return `read_json([${files.map(literal).join(', ')}], format = 'newline_delimited', filename = true,
    maximum_object_size = ${MAX_LINE_BYTES}, columns = {${columns.join(', ')}})`;
};

/**
 * Files to the table `waiting`, a document a row; `fine`: no second look. Of matrix and profiles the digests alone: few
 * hosts differ in these, so their text is looked at once. MD5 is enough: one of another's text nobody can make.
 */
export function waitingOf(files: readonly string[], depth: Depth): string {
  const fields = FIELDS.map(([column, path, { value }]) => `${value(leafOf(path))} AS ${column}`);
  const latency =
    depth === 'summary' ? 'NULL' : `json_transform(latency, ${literal(JSON.stringify(LATENCY))})`;
  return `CREATE OR REPLACE TEMP TABLE waiting AS SELECT *, ${CALLER} AS caller FROM (
    SELECT filename AS file, coalesce(${FINE} AND ${FINE_LATENCY}, false) AS fine, ${fields.join(', ')},
      md5(matrix::VARCHAR) AS matrix, md5(profiles::VARCHAR) AS profiles, ${latency} AS latency FROM ${reader(files)})`;
}

/** Digests of `waiting` that are not in `known`, and a file that each is in. */
export const unknown = (column: string): string =>
  `SELECT ${column} AS digest, min(file) AS file FROM waiting WHERE ${column} IS NOT NULL GROUP BY 1
   HAVING ${column} NOT IN (SELECT digest FROM known)`;

/** Their texts, to the table `part`. */
export const textsOf = (files: readonly string[], column: string, digests: string): string =>
  `CREATE OR REPLACE TEMP TABLE part AS SELECT md5(${column}::VARCHAR) AS digest, any_value(${column}::VARCHAR) AS text
   FROM ${reader(files)} WHERE digest IN (SELECT digest FROM (${digests})) GROUP BY 1`;

/** What a matrix or profiles are not what they should be is not fine either. */
export const DOUBTFUL = `SELECT DISTINCT file FROM waiting WHERE NOT fine
  OR matrix IN (SELECT digest FROM known WHERE number IS NULL) OR profiles IN (SELECT digest FROM known WHERE number IS NULL)`;

export const insertRows = (without: readonly string[]): string =>
  `INSERT INTO report BY NAME SELECT ${TAKEN.map((column) => `waiting.${column}`).join(', ')}, one.gate, one.number AS matrix,
     other.number AS profiles
   FROM waiting JOIN known AS one ON waiting.matrix = one.digest JOIN known AS other ON waiting.profiles = other.digest
   WHERE ${without.length === 0 ? 'true' : `file NOT IN (${without.map(literal).join(', ')})`}`;

/** NaN, Infinity, sixteen digits, an exponent: no number that a report has. */
const ODD_NUMBER = '-?(?:[nN][aA]|[iI]|\\d{16}|[\\d.]+[eE])';

/**
 * What DuckDB's reader of JSON lets pass and JSON.parse does not (NaN, a comma before the end), and what `scan.ts`
 * refuses, looked for in the text itself; in a string it is only a reason to look again. An expression that begins with
 * one certain character is found three times as fast, so there is one for each.
 */
const SUSPECT = [
  ...[`:\\s*${ODD_NUMBER}`, `,\\s*(?:[}\\]]|${ODD_NUMBER})`, `\\[\\s*${ODD_NUMBER}`].map(
    (pattern) => `regexp_matches(line, ${literal(pattern)})`,
  ),
  ...['\\u', '__proto__'].map((text) => `contains(line, ${literal(text)})`),
].join(' OR ');

/** Files with a line that has it, or that is too long. No line of JSON holds the character that would end a column. */
export const suspect = (files: readonly string[]): string =>
  `SELECT DISTINCT filename AS file FROM read_csv([${files.map(literal).join(', ')}], columns = {line: 'VARCHAR'},
     delim = '\u0001', quote = '', escape = '', header = false, auto_detect = false, strict_mode = false,
     filename = true, max_line_size = ${2 * MAX_LINE_BYTES}, buffer_size = ${8 * MAX_LINE_BYTES})
   WHERE strlen(line) > ${MAX_LINE_BYTES} OR ${SUSPECT}`;
