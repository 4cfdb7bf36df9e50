import { arch, platform } from 'node:os';
import { LOAD } from '../commands/load.js';
import { packageJson } from '../shipped.js';
import { asksForHelp, commandOf, defaultCommand } from './argv.js';
import { failure } from './failure.js';
import { StdoutError, writeStdout } from './stdout.js';
import { openStreams, ownStreams, unwritten, writeStderr } from './streams.js';

/**
 * `main`, and then an end at once: Node would take its heap down piece by piece, which is a tenth of a short run.
 * Not before what a stream has to say of its last write is said, and not while something is to be written.
 *
 * @param argv without node and script
 */
export async function start(argv: string[]): Promise<void> {
  await main(argv);
  setImmediate(() => {
    if (!unwritten()) process.exit();
  });
}

/**
 * Runs the command line and sets `process.exitCode`; never throws.
 *
 * @param argv without node and script
 */
export async function main(argv: string[]): Promise<void> {
  const fail = failer();
  ownStreams((error) => fail(new StdoutError(error)));
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    // Here and not in oclif: `--version` is what scripts call most, and needs nothing loaded.
    if (argv[0] === '--version') await writeStdout(`${userAgent()}\n`);
    else await run(argv);
  } catch (error) {
    fail(error);
  }
}

async function run(argv: string[]): Promise<void> {
  // This tool is started as root: nothing from the data or configuration directory of whoever calls it
  // may be loaded, and no TypeScript be compiled on the way because NODE_ENV says "development".
  process.env.HGM_PROBE_DISABLE_THEME = '1';
  // Without these oclif asks the password file for them, and fails where the caller has no entry in it:
  // a container without one, a bare number as uid.
  process.env.SHELL ||= '/bin/sh';
  process.env.HOME ||= '/';
  const { settings } = await import('@oclif/core/settings');
  settings.enableAutoTranspile = false;
  const ids = Object.keys(LOAD);
  const words = defaultCommand(argv, ids);
  if (asksForHelp(words)) {
    const { showHelp } = await import('./help.js');
    openStreams();
    return showHelp(words);
  }
  const { id, rest } = commandOf(words, ids);
  const { loadCommand, runOptions } = await import('./config.js');
  const command = await loadCommand(id);
  await command.run(rest, runOptions());
}

/** Says the first failure and no other: a full disk comes as a rejection and as an event. */
function failer(): (error: unknown) => void {
  let failed = false;
  return (error) => {
    if (failed) return;
    failed = true;
    const { line, exitCode } = failure(error);
    process.exitCode = exitCode;
    if (line === null) return;
    writeStderr(`hgm-probe: ${line}\n`);
    if (process.env.DEBUG && error instanceof Error) writeStderr(`${error.stack}\n`);
  };
}

/** `hgm-probe/0.1.0 linux-x64 node-v20.0.0`, as oclif says it. */
function userAgent(): string {
  const { name, version } = packageJson();
  return `${name}/${version} ${platform()}-${arch()} node-${process.version}`;
}
