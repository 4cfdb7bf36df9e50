import type { Readable } from 'node:stream';
import { judge } from '../document/index.js';
import { parseJson } from '../input/json.js';
import { collect, unpack } from '../input/unpack.js';
import { isObserved, parseObserved } from '../recording/observed.js';
import { checkRecording } from '../recording/read.js';
import { inventoryOf } from '../report/inventory.js';
import { checkReport } from '../report/stored.js';
import type { Read } from './index.js';
import { withDistributions } from './recorded.js';

/** One of the two, with one line on what of it this version does not know, or null. */
export interface ReadOne extends Read {
  notice: string | null;
  /** The inventory form, which leaves the details out. */
  short: boolean;
}

/** Both in the form that both have: what one leaves out would seem to have gone. */
export function inOneForm(before: ReadOne, after: ReadOne): [ReadOne, ReadOne] {
  if (before.short === after.short) return [before, after];
  const shortened = (one: ReadOne): ReadOne =>
    one.short ? one : { ...one, report: checkReport(inventoryOf(one.report)), short: true };
  return [shortened(before), shortened(after)];
}

/**
 * A report or a recording, told apart by what names its shape.
 *
 * @param toolVersion names the rules that a recording is judged by
 * @throws InputError with the place of the damage; whatever the stream throws
 */
export async function readOne(stream: Readable, toolVersion: string): Promise<ReadOne> {
  const text = await unpack(await collect(stream));
  const parsed = isObserved(text) ? parseObserved(text) : parseJson(text);
  if (!isRecording(parsed)) {
    const short = typeof parsed === 'object' && parsed !== null && !('capabilities' in parsed);
    return { kind: 'report', report: checkReport(parsed), notice: null, short };
  }
  const { observations, notice } = checkRecording(parsed);
  const report = judge({ ...observations, toolVersion });
  return { kind: 'recording', report: withDistributions(report, observations), notice, short: false };
}

function isRecording(parsed: unknown): boolean {
  return typeof parsed === 'object' && parsed !== null && 'format' in parsed && !('$schema' in parsed);
}
