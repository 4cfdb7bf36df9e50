import type { CapabilityInfo } from '../capabilities/capability.js';
import { bash } from './bash.js';
import { commandsOf, type Described } from './commands.js';
import { fish } from './fish.js';
import { namesOf } from './names.js';
import { zsh } from './zsh.js';

const WRITE = { bash, zsh, fish };

export type Shell = keyof typeof WRITE;

export const SHELLS = Object.keys(WRITE) as Shell[];

/** The text that a shell reads, for these commands by their names. */
export const completion = (
  shell: Shell,
  commands: Readonly<Record<string, Described>>,
  catalog: readonly CapabilityInfo[],
  profileNames: readonly string[],
): string => WRITE[shell](commandsOf(commands, namesOf(catalog, profileNames, SHELLS)));
