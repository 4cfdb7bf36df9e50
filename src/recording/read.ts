/** A recording, read back: `Observations` that may be judged, and what of the file was not understood. */
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { escaped } from '../judge/escape.js';
import type { Observations } from '../observe/observations.js';
import { RecordingError } from './error.js';
import { jsonErrorAt, lineAndColumn } from './json-place.js';
import { FORMAT, Recording } from './schema.js';
import { unknownFields } from './unknown-fields.js';
import { collect, unpack } from './unpack.js';

export interface ReadRecording {
  observations: Observations;
  /** One line on what this version does not know in it, or null. */
  notice: string | null;
}

/** Fields of older recordings that the check turns into others. */
const RETIRED = new Set(['experiments[].series[].samplesNs']);

/** As many names as fit a line. */
const MAX_NAMED = 8;

/** @throws RecordingError naming the place of the damage; whatever the stream throws */
export async function readRecording(stream: Readable): Promise<ReadRecording> {
  return parseRecording(await unpack(await collect(stream)));
}

/** @throws RecordingError */
export function parseRecording(text: string): ReadRecording {
  const parsed = parse(text);
  const checked = v.safeParse(Recording, parsed, { abortEarly: true });
  const format = (parsed as { format?: unknown } | null)?.format;
  if (!checked.success) throw new RecordingError(damage(checked.issues[0]) + newer(format));
  const unknown = unknownFields(parsed, checked.output).filter((field) => !RETIRED.has(field));
  return { observations: checked.output, notice: notice(Number(format), unknown) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const at = jsonErrorAt(text);
    const what = at === text.length ? 'JSON ends early' : 'no JSON';
    throw new RecordingError(`${what} at ${lineAndColumn(text, at)}`);
  }
}

function damage({ path, type, expected, received }: v.BaseIssue<unknown>): string {
  const place = path === undefined ? 'the document' : jsonPath(path.map(({ key }) => key));
  if (received === 'undefined') return `${place}: missing`;
  return `${place}: expected ${expected ?? type.replace('_', ' ')}, found ${escaped(received)}`;
}

/** `experiments[3].calls[2].ret`, and `out["a b"]` where a key is no name. */
function jsonPath(keys: readonly unknown[]): string {
  const parts = keys.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_]\w*$/.test(String(key)) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return parts.join('').replace(/^\./, '');
}

const newer = (format: unknown): string =>
  typeof format === 'number' && format > FORMAT
    ? `; the recording has format ${format}, this version knows ${FORMAT}`
    : '';

function notice(format: number, unknown: readonly string[]): string | null {
  const named = unknown.slice(0, MAX_NAMED).map((field) => escaped(field));
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : '';
  const what = [
    ...(format > FORMAT ? [`has format ${format}, newer than ${FORMAT}`] : []),
    ...(named.length > 0 ? [`has fields that this version does not know: ${named.join(', ')}${more}`] : []),
  ];
  return what.length === 0 ? null : `recording ${what.join(', and ')}; judged as far as it is understood`;
}
