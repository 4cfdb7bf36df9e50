import { arch, platform } from 'node:os';
import { failure, PLUGIN_UNKNOWN } from '../cli/failure.js';
import { asksForHelp, asksForPlugin, commandOf, defaultCommand } from '../cli/line/argv.js';
import { setHome } from '../cli/oclif.js';
import { StdoutError, writeStdout } from '../cli/output/stdout.js';
import { ownStreams, unwritten, writeLast, writeStderr } from '../cli/output/streams.js';
import { LOAD, loadCommand } from '../commands/load.js';
import { plain } from '../reporters/formats/plain.js';
import { packageJson } from '../shipped.js';

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
  const fail = failer(asksForPlugin(argv));
  ownStreams((error) => fail(new StdoutError(error)));
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    // `--version` is what scripts call most, and needs nothing loaded.
    if (VERSION.includes(argv[0] ?? '')) await writeStdout(`${userAgent()}\n`);
    else await run(argv);
  } catch (error) {
    fail(error);
  }
}

/** However others spell it. */
const VERSION = ['--version', '-v', '-V', 'version'];

async function run(argv: string[]): Promise<void> {
  const commands = Object.keys(LOAD);
  const words = defaultCommand(argv, commands);
  if (asksForHelp(words)) {
    setHome();
    const { showHelp } = await import('./help.js');
    await showHelp(words);
    return;
  }
  const { id, rest } = commandOf(words, commands);
  const command = await loadCommand(id);
  const all = async () => (await import('../commands/index.js')).COMMANDS;
  await command.run(rest, { id, version: packageJson().version, all });
}

/**
 * Says the first failure and no other: a full disk comes as a rejection and as an event.
 *
 * @param plugin for a monitor, which reads the one line of standard output and knows no 74
 */
function failer(plugin: boolean): (error: unknown) => void {
  let failed = false;
  return (error) => {
    if (failed) return;
    failed = true;
    const { line, exitCode } = failure(error);
    process.exitCode = plugin ? PLUGIN_UNKNOWN : exitCode;
    if (line === null) return;
    if (plugin && !(error instanceof StdoutError)) writeLast(`HGM UNKNOWN - ${plain(line)}\n`);
    else writeStderr(`hgm-probe: ${line}\n`);
    if (process.env.DEBUG && error instanceof Error) writeStderr(`${error.stack}\n`);
  };
}

/** `hgm-probe/0.1.0 linux-x64 node-v20.0.0`, as oclif says it. */
function userAgent(): string {
  const { name, version } = packageJson();
  return `${name}/${version} ${platform()}-${arch()} node-${process.version}`;
}
