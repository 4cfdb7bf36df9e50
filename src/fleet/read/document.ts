/** One document, checked as far as the fleet reads it. */
import * as v from 'valibot';
import { type Matrix as Cells, State } from '../../report/contract.js';
import { ambiguity, everyKey } from './text/scan.js';

/** The schema that this version reads; a later minor version only adds fields. */
export const MAJOR = '1';

/** Of every text that is read. */
export const MAX_TEXT = 1024;

export const UNKNOWN = ', which this version of hgm-probe does not know';

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const optionalText = v.optional(v.nullable(text), null);
const count = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null);
/** With its zone: a time without one would be another time on another machine. */
const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((value) => Number.isFinite(Date.parse(value)), 'no time'),
);

const Tool = v.object({ version: optionalText });
const Profiles = v.record(text, v.object({ state: text, reason: optionalText, who: optionalText }));
const Matrix = v.record(text, v.record(text, text));

/** Fields that are not named here fall away: a later minor version may have more. */
const Document = v.object({
  schemaVersion: v.pipe(v.string(), v.regex(/^\d+\.\d+$/)),
  tool: v.optional(Tool, {}),
  host: v.object({
    id: optionalText,
    name: text,
    arch: text,
    basePageBytes: count,
    bootId: optionalText,
    kernelRelease: text,
    kernelBuild: optionalText,
    cpuModel: optionalText,
  }),
  ranAs: v.object({
    user: optionalText,
    euid: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    initialUserNamespace: v.optional(v.nullable(v.boolean()), null),
  }),
  collectedAt: instant,
  expiresAt: instant,
  hgm: v.object({ state: State, granuleBytes: count, dialect: optionalText, reason: optionalText }),
  profiles: v.optional(Profiles, {}),
  matrix: v.optional(Matrix, {}),
  latency: v.optional(v.record(text, v.object({ n: count, p50Ns: count, p99Ns: count, firstNs: count })), {}),
});

/** Below these each key is one of the map. */
const MAPS = ['profiles', 'matrix', 'latency'];

/** Whether a key is one of those that are read. */
function isRead(path: readonly string[], key: string): boolean {
  const [top] = path;
  if (top === undefined) return Object.hasOwn(Document.entries, key);
  if (MAPS.includes(top)) return true;
  const below = path.length === 1 && Object.hasOwn(READ_BELOW, top) ? READ_BELOW[top] : undefined;
  return below !== undefined && Object.hasOwn(below, key);
}

const READ_BELOW: Readonly<Record<string, object>> = {
  tool: Tool.entries,
  host: Document.entries.host.entries,
  ranAs: Document.entries.ranAs.entries,
  hgm: Document.entries.hgm.entries,
};

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
  const reason = ambiguity(line, isRead);
  if (reason !== null) return { reason };
  const major = /^(\d+)\.\d+$/.exec(String((parsed as { schemaVersion?: unknown }).schemaVersion))?.[1];
  if (major !== undefined && major !== MAJOR)
    return { reason: `schema version ${major.slice(0, 9)}${UNKNOWN}` };
  const checked = v.safeParse(Document, parsed, { abortEarly: true });
  if (checked.success) return { document: checked.output };
  return { reason: `not a report: ${place(checked.issues[0])}` };
}

/** The matrix of a document alone, as text; null where it is none. */
export const judgeMatrix = (text: string): Cells | null => judgePart(Matrix, text) as Cells | null;

/** Profiles in the same way. */
export const judgeProfiles = (text: string): v.InferOutput<typeof Profiles> | null =>
  judgePart(Profiles, text);

function judgePart<T>(schema: v.GenericSchema<unknown, T>, text: string): T | null {
  if (ambiguity(text, everyKey) !== null) return null;
  const checked = v.safeParse(schema, JSON.parse(text), { abortEarly: true });
  return checked.success ? checked.output : null;
}

/** Names of fields are this file's own, but for the keys of a map, which are the stranger's: those are left out. */
function place({ path, received }: v.BaseIssue<unknown>): string {
  const keys = (path ?? []).map(({ key }) => String(key));
  const own = MAPS.includes(keys[0] ?? '') ? keys.slice(0, 1) : keys;
  return `${own.join('.')} is ${received === 'undefined' ? 'missing' : 'not what it should be'}`;
}
