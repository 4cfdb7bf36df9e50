import { usageFault } from '../ground/fault.js';
import type { Observations } from '../observe/observations.js';
import { scrubbed } from '../recording/scrub.js';
import type { Report } from '../report/contract.js';
import { type Asked, type Format, reporter } from '../reporters/index.js';
import { type ColourWish, colourOf } from './line/flags.js';
import { chooseFormat, type FormatFlags, openFor, STDOUT } from './output/output.js';
import { screen } from './output/terminal.js';
import type { Writer } from './output/writer.js';

/** What those flags say of where the report goes. */
export interface RunFlags extends ColourWish, FormatFlags {
  output?: string | undefined;
  record?: string | undefined;
  scrub: boolean;
  ascii?: boolean;
}

/** Where a run is written to, found to be writable before it begins. */
export interface Places {
  output: Writer;
  record: Writer | null;
  format: Format;
}

/** @throws Fault (64) for flags that contradict each other: before anything is looked at */
export function checkRun(flags: RunFlags): Format {
  if (flags.scrub && flags.record === undefined)
    throw usageFault('--scrub is about what --record FILE keeps; give --record, too');
  return chooseFormat(flags);
}

/** It names the host and its boot, and is for who made it: a file that is there keeps its mode. */
const RECORDING = { mode: 0o600, keep: true };

/** @throws Fault: 64 for two flags that lead to the same place, 74 for a file that can't be written */
export function openRun(flags: RunFlags, format: Format): Places {
  const output = openFor('--output', flags.output ?? '-');
  const record = flags.record === undefined ? null : openFor('--record', flags.record, RECORDING);
  if (record?.key === output.key)
    throw usageFault('--record and --output lead to the same place; name two files');
  return { output, record, format };
}

/**
 * Keeps the recording, judges, and writes the report.
 *
 * @param asked what one format alone is told
 */
export async function writeRun(
  { output, record, format }: Places,
  flags: RunFlags,
  observations: Observations,
  judge: (observations: Observations) => Report,
  asked: Asked = {},
): Promise<Report> {
  // Before judging: a recording is what a report about a fault of the judge needs.
  await record?.write(`${JSON.stringify(flags.scrub ? scrubbed(observations) : observations)}\n`);
  const report = judge(observations);
  await writeReport(output, format, flags, report, asked);
  return report;
}

/** Draws the report and writes it, for a screen where it goes to one. */
export async function writeReport(
  output: Writer,
  format: Format,
  flags: ColourWish & { ascii?: boolean },
  report: Report,
  asked: Asked,
): Promise<void> {
  const render = await reporter(format, asked);
  await output.write(render(report, screen(output.key === STDOUT, colourOf(flags), flags.ascii)));
}
