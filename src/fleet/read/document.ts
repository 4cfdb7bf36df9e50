/** One document, checked as far as the fleet reads it. */
import * as v from 'valibot';
import { State } from '../../report/contract.js';
import { MAJOR } from './columns.js';
import { ambiguity } from './scan.js';

/** Of every text that is read. */
export const MAX_TEXT = 1024;

export const UNKNOWN = ', which this version of hgm-probe does not know';

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const optionalText = v.optional(v.nullable(text), null);
const count = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null);
const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((value) => Number.isFinite(Date.parse(value)), 'no time'),
);

/** Fields that are not named here fall away: a later minor version may have more. */
const Document = v.object({
  schemaVersion: v.pipe(v.string(), v.regex(/^\d+\.\d+$/)),
  tool: v.optional(v.object({ version: optionalText }), {}),
  host: v.object({
    id: optionalText,
    name: text,
    arch: text,
    basePageBytes: count,
    kernelRelease: text,
    kernelBuild: optionalText,
    cpuModel: optionalText,
  }),
  collectedAt: instant,
  expiresAt: instant,
  hgm: v.object({ state: State, granuleBytes: count, dialect: optionalText, reason: optionalText }),
  profiles: v.optional(
    v.record(text, v.object({ state: text, reason: optionalText, who: optionalText })),
    {},
  ),
  matrix: v.optional(v.record(text, v.record(text, text)), {}),
  latency: v.optional(v.record(text, v.object({ n: count, p50Ns: count, p99Ns: count, firstNs: count })), {}),
});

export type FleetDocument = v.InferOutput<typeof Document>;

/** A document, or the reason why it is none: words of this file and names of fields, nothing of its text. */
export type Judged = { document: FleetDocument } | { reason: string };

export function judgeDocument(line: string): Judged {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { reason: 'not JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { reason: 'not a report' };
  const reason = ambiguity(line);
  if (reason !== null) return { reason };
  const major = /^(\d+)\.\d+$/.exec(String((parsed as { schemaVersion?: unknown }).schemaVersion))?.[1];
  if (major !== undefined && major !== MAJOR)
    return { reason: `schema version ${major.slice(0, 9)}${UNKNOWN}` };
  const checked = v.safeParse(Document, parsed, { abortEarly: true });
  if (checked.success) return { document: checked.output };
  return { reason: `not a report: ${place(checked.issues[0])}` };
}

/** Names of fields are this file's own, but for the keys of a map, which are the stranger's: those are left out. */
function place({ path, received }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map(({ key }) => String(key));
  const own = ['profiles', 'matrix', 'latency'].includes(keys[0] ?? '') ? keys.slice(0, 1) : keys;
  return `${own.join('.')} is ${received === 'undefined' ? 'missing' : 'not what it should be'}`;
}
