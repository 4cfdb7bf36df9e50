import { Config, run } from '@oclif/core';
import { helpOptions } from './config.js';

/** What oclif says of the commands; one that ends the words by `--help` needs no more than its name. */
export async function showHelp(words: string[]): Promise<void> {
  await run(words, await Config.load(helpOptions()));
}
