/** What the commands of `fleet` share: files in, one question, text or JSON out. */
import type { Engine } from '../fleet/engine.js';
import type { Bad } from '../fleet/read/bad.js';
import type { Depth } from '../fleet/read/columns.js';
import type { Reading } from '../fleet/read/index.js';
import { message } from '../reporters/text.js';
import { Args, Flags } from './definition.js';
import { spinner } from './oclif.js';
import { isTerminal, writeStderr } from './streams.js';
import { type Screen, screen } from './terminal.js';

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

export interface FleetRun {
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
    const { files, depth, strict } = run;
    const progress = await reportProgress(engine);
    try {
      const reading = await readFleet(engine, files, { depth, strict, onProgress: progress.say });
      const answer = await ask(engine);
      progress.stop();
      await sayBad(reading);
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
async function reportProgress(engine: Engine): Promise<{ say: (text: string) => void; stop: () => void }> {
  if (!isTerminal(2)) return { say: () => {}, stop: () => {} };
  const action = await spinner();
  let text = '';
  const show = (): void => {
    const percent = Math.floor(engine.connection.progress.percentage);
    action.status = percent > 0 ? `${text} (${percent} %)` : text;
  };
  action.start('reading');
  const timer = setInterval(show, EVERY_MS);
  return {
    say: (now) => {
      text = now;
      show();
    },
    stop: () => {
      clearInterval(timer);
      if (action.running) action.stop();
    },
  };
}

async function sayBad({ bad, documents }: Reading): Promise<void> {
  if (bad.count === 0) return;
  const { badLine } = await import('../fleet/read/bad.js');
  const say = (text: string): void => writeStderr(`hgm-probe: ${message(text)}\n`);
  say(`skipped ${bad.count} of ${documents + bad.count} documents`);
  for (const one of bad.named.slice(0, MAX_NAMED)) say(`skipped ${badLine(one)}`);
  if (bad.count > MAX_NAMED) say(`and ${bad.count - MAX_NAMED} more; --json names them`);
}

/** What every answer in JSON begins with. */
export interface Envelope {
  files: number;
  documents: number;
  superseded: number;
  skipped: { count: number; named: readonly Bad[] };
}

export const envelope = ({ files, documents, superseded, bad }: Reading): Envelope => ({
  files,
  documents,
  superseded,
  skipped: { count: bad.count, named: bad.named },
});

/** Positional arguments, all of them, as oclif's `argv` has them. */
export const filesOf = (argv: unknown[]): string[] => argv.map(String);

export const fleetScreen = (noColor: boolean): Screen => screen(true, noColor ? 'never' : 'auto');
