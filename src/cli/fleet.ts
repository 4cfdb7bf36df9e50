/** What the commands of `fleet` share: files in, one question, text or JSON out. */

import type { Envelope } from '../fleet/contract.js';
import type { Engine } from '../fleet/engine.js';
import type { Depth } from '../fleet/read/columns.js';
import type { Reading, Step } from '../fleet/read/index.js';
import type { Counting } from '../fleet/read/newest.js';
import { usageFault } from '../ground/fault.js';
import { jsonText } from '../reporters/json-text.js';
import { message } from '../reporters/text.js';
import { Args, Flags } from './line/definition.js';
import { PAGE_FLAG } from './line/flags.js';
import { spinner } from './oclif.js';
import { openFor, STDOUT } from './output/output.js';
import { timeLeft } from './output/progress.js';
import { writeStdout } from './output/stdout.js';
import { isTerminal, writeStderr } from './output/streams.js';
import { type Screen, screen } from './output/terminal.js';
import type { Writer } from './output/writer.js';

/** More arguments than one are taken from `argv`: oclif names the first. */
export const FLEET_ARGS = {
  FILE: Args.required(
    'Files, directories, patterns, or - for stdin: NDJSON plain, gzip or zstd, documents of --json, Parquet of fleet export.',
  ),
};

export const FLEET_FLAGS = {
  json: Flags.boolean({ summary: 'Write JSON.' }),
  strict: Flags.boolean({ summary: 'End with exit code 65 at the first document that is no report.' }),
  'no-color': Flags.boolean({ summary: 'No colour; NO_COLOR in the environment does the same.' }),
};

/** Of the questions; `export` writes what they would ask about. */
export const QUESTION_FLAGS = {
  ...FLEET_FLAGS,
  ...PAGE_FLAG,
  as: Flags.option({
    helpValue: 'USER',
    summary: 'Count the reports about this caller alone; root, or who else is there, if not given.',
  }),
  'as-of': Flags.option({
    helpValue: 'TIME',
    summary:
      'The moment that is asked about (2026-03-01T12:00:00Z), or a day to its end (UTC); now if not given.',
  }),
  'include-expired': Flags.boolean({
    summary: 'Count hosts whose report was past its time, too, rather than apart.',
  }),
};

interface QuestionFlags {
  as?: string | undefined;
  'as-of'?: string | undefined;
  'include-expired': boolean;
}

/** @throws Fault (64) for what is no time */
export function countingOf({
  as,
  'as-of': asOf,
  'include-expired': includeExpired,
}: QuestionFlags): Counting {
  if (asOf === undefined) return { as, includeExpired };
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(asOf)
    ? new Date(asOf)
    : null;
  if (time === null || Number.isNaN(time.getTime()))
    throw usageFault(
      `--as-of takes a day or a time with its zone (2026-03-01, 2026-03-01T12:00:00Z), not ${asOf}`,
    );
  return { as, includeExpired, asOf: DAY.test(asOf) ? endOf(time) : time };
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Of a day all reports count: the end of it, and of today now. */
function endOf(day: Date): Date {
  const [end, now] = [day.getTime() + 86_399_999, Date.now()];
  return new Date(day.getTime() <= now ? Math.min(end, now) : end);
}

export interface FleetRun extends Counting {
  files: readonly string[];
  depth: Depth;
  strict: boolean;
  /** A folder besides the engine's own that it may write into. */
  writable?: string;
}

/** Bad documents that are named on stderr; `--json` names them all. */
const MAX_NAMED = 10;

/** Reads the files, asks, and says on stderr what was skipped. */
export async function askFleet<T>(
  run: FleetRun,
  ask: (engine: Engine) => Promise<T>,
): Promise<{ reading: Reading; answer: T }> {
  const [{ openEngine }, { readFleet }] = await Promise.all([
    import('../fleet/engine.js'),
    import('../fleet/read/index.js'),
  ]);
  const engine = await openEngine(run.writable === undefined ? [] : [run.writable]);
  try {
    const { files, writable: _, ...options } = run;
    const progress = await reportProgress(engine);
    try {
      const reading = await readFleet(engine, files, { ...options, onProgress: progress.say });
      const answer = await ask(engine);
      progress.stop();
      await sayBad(reading);
      sayDoubts(reading);
      return { reading, answer };
    } finally {
      progress.stop();
    }
  } finally {
    engine.close();
  }
}

const EVERY_MS = 500;

/** A spinner, if somebody looks at stderr; how far DuckDB is in a long file comes from DuckDB. */
async function reportProgress(engine: Engine): Promise<{ say: (step: Step) => void; stop: () => void }> {
  if (!isTerminal(2)) return { say: () => {}, stop: () => {} };
  const action = await spinner();
  let now: { step: Step; began: number } | null = null;
  const show = (): void => {
    if (now === null) return;
    const percent = Math.max(0, engine.connection.progress.percentage);
    action.status = stepLine(now.step, percent, performance.now() - now.began);
  };
  action.start('reading');
  const timer = setInterval(show, EVERY_MS);
  return {
    say: (step) => {
      now = { step, began: now?.step.title === step.title ? now.began : performance.now() };
      show();
    },
    stop: () => {
      clearInterval(timer);
      if (action.running) action.stop();
    },
  };
}

/** `120 of 4000 files, about 3 s left`. */
export function stepLine({ title, done, of }: Step, percent: number, elapsedMs: number): string {
  const counted = of === 0 ? title : `${done} of ${of} ${title}`;
  const where = counted + (percent > 0 ? ` (${Math.floor(percent)} %)` : '');
  const part = Math.min(1, of === 0 ? percent / 100 : (done + percent / 100) / of);
  if (part === 0 || part === 1) return where;
  return `${where}, ${timeLeft((elapsedMs * (1 - part)) / part)}`;
}

async function sayBad({ bad, documents }: Reading): Promise<void> {
  if (bad.count === 0) return;
  const { badLine } = await import('../fleet/read/bad.js');
  const say = (text: string): void => writeStderr(`hgm-probe: ${message(text)}\n`);
  say(`skipped ${bad.count} of ${documents + bad.count} documents`);
  for (const one of bad.named.slice(0, MAX_NAMED)) say(`skipped ${badLine(one)}`);
  if (bad.count > MAX_NAMED) say(`and ${bad.count - MAX_NAMED} more; --json names them`);
}

/** Hosts that are not what their reports make them, and the first of each by name. */
function sayDoubts({ shared, ahead }: Reading): void {
  const say = (text: string): void => writeStderr(`hgm-probe: ${message(text)}\n`);
  const [one] = shared.named;
  if (one !== undefined)
    say(
      `${shared.count} host id${plural(shared.count)} of several names and boots (clones?), each counted once: ` +
        `${one.hostId} has ${one.names} names${more(shared.count)}`,
    );
  const [first] = ahead.named;
  if (first !== undefined)
    say(
      `${ahead.count} host${plural(ahead.count)} with reports from the future, which do not count: ` +
        `${first.hostName} of ${first.collectedAt}${more(ahead.count)}`,
    );
}

const plural = (count: number): string => (count === 1 ? '' : 's');
const more = (count: number): string => (count === 1 ? '' : `, and ${count - 1} more; --json names them`);

/** Positional arguments, all of them, as oclif's `argv` has them. */
export const filesOf = (argv: unknown[]): string[] => argv.map(String);

export const fleetScreen = (noColor: boolean): Screen => screen(true, noColor ? 'never' : 'auto');

/** What one question has that the others have not. */
export interface Question<T> {
  name: string;
  depth: Depth;
  ask: (engine: Engine) => Promise<T>;
  draw: (answer: T, reading: Reading, screen: Screen) => string;
  /** The same as an HTML page. */
  page: (answer: T, reading: Reading) => Promise<string>;
}

interface Asked {
  argv: unknown[];
  flags: QuestionFlags & { json: boolean; strict: boolean; 'no-color': boolean; html?: string | undefined };
  version: string;
}

/** Reads what is named, asks, and writes the answer as text or JSON. */
export async function answerQuestion<T>(
  { name, depth, ask, draw, page }: Question<T>,
  { argv, flags, version }: Asked,
): Promise<void> {
  const run = { files: filesOf(argv), depth, strict: flags.strict, ...countingOf(flags) };
  const place = pageOf(flags.html);
  const { reading, answer } = await askFleet(run, ask);
  const text = flags.json
    ? jsonText({ ...(await envelope(name, version, reading)), ...answer })
    : draw(answer, reading, fleetScreen(flags['no-color']));
  await writeStdout(text);
  await place?.write(await page(answer, reading));
}

/** Tried before files are read that may be many. @throws Fault: 64 for stdout, which has the answer; 74 */
function pageOf(path: string | undefined): Writer | null {
  if (path === undefined) return null;
  const place = openFor('--html', path);
  if (place.key === STDOUT) throw usageFault('--html leads to stdout, where the answer goes; name a file');
  return place;
}

/** What every answer in JSON begins with; the command says what was asked. */
export async function envelope(question: string, version: string, reading: Reading): Promise<Envelope> {
  const { FLEET_SCHEMA_ID, FLEET_SCHEMA_VERSION } = await import('../fleet/contract.js');
  const { files, bad, ...counted } = reading;
  return {
    $schema: FLEET_SCHEMA_ID,
    schemaVersion: FLEET_SCHEMA_VERSION,
    tool: { name: 'hgm-probe', version },
    question,
    files,
    ...counted,
    skipped: { count: bad.count, named: bad.named },
  };
}
