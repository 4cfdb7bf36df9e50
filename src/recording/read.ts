/** A recording, read back: `Observations` that may be judged, and what of the file was not understood. */
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { escaped } from '../ground/escape.js';
import { InputError } from '../input/error.js';
import { damage, parseJson } from '../input/json.js';
import { unknownFields } from '../input/unknown-fields.js';
import { collect, unpack } from '../input/unpack.js';
import type { Observations } from '../observe/observations.js';
import { isObserved, parseObserved } from './observed.js';
import { FORMAT, Recording } from './schema.js';

export interface ReadRecording {
  observations: Observations;
  /** One line on what this version does not know in it, or null. */
  notice: string | null;
}

/** Fields of older recordings that the check turns into others. */
const RETIRED = new Set(['experiments[].series[].samplesNs']);

/** As many names as fit a line. */
const MAX_NAMED = 8;

/** @throws InputError naming the place of the damage; whatever the stream throws */
export async function readRecording(stream: Readable): Promise<ReadRecording> {
  return parseRecording(await unpack(await collect(stream)));
}

/** In either form: that of hgm-probe or that of hgm-observe. @throws InputError */
export function parseRecording(text: string): ReadRecording {
  return checkRecording(isObserved(text) ? parseObserved(text) : parseJson(text));
}

/** What was parsed already. @throws InputError */
export function checkRecording(parsed: unknown): ReadRecording {
  const checked = v.safeParse(Recording, parsed, { abortEarly: true });
  const format = (parsed as { format?: unknown } | null)?.format;
  if (!checked.success) {
    if (isReport(parsed)) throw new InputError('a report, and no recording: it is judged already');
    throw new InputError(damage(checked.issues[0]) + newer(format));
  }
  const unknown = unknownFields(parsed, checked.output).filter((field) => !RETIRED.has(field));
  return { observations: checked.output, notice: notice(Number(format), unknown) };
}

const isReport = (parsed: unknown): boolean =>
  String((parsed as { $schema?: unknown } | null)?.$schema).startsWith('urn:hgm-probe:report:');

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
