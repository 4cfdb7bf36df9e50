import { Config, run, settings } from '@oclif/core';
import { asksForHelp, commandOf } from '../cli/argv.js';
import { orMisused } from '../cli/failure.js';
import { openStreams } from '../cli/streams.js';
import { LOAD } from '../commands/load.js';
import { helpOptions, loadCommand, runOptions } from './config.js';

/**
 * Runs one command, or shows the help that the words ask for.
 *
 * @param words as `defaultCommand` gives them
 * @throws what the command throws, and oclif's errors for flags that it does not know
 */
export async function runByOclif(words: string[]): Promise<void> {
  // This tool is started as root: nothing from the data or configuration directory of whoever calls it
  // may be loaded, and no TypeScript be compiled on the way because NODE_ENV says "development".
  process.env.HGM_PROBE_DISABLE_THEME = '1';
  settings.enableAutoTranspile = false;
  if (asksForHelp(words)) {
    openStreams();
    await run(words, await Config.load(helpOptions()));
    return;
  }
  const { id, rest } = commandOf(words, Object.keys(LOAD));
  const command = await loadCommand(id);
  try {
    await command.run(rest, runOptions());
  } catch (error) {
    throw orMisused(error, id);
  }
}
