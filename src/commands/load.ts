import type { CommandClass } from '../cli/line/command.js';
import type { COMMANDS } from './index.js';

type Loaded = () => Promise<{ default: CommandClass }>;

/** Every command by its name, in a file that is loaded when the command is run. */
export const LOAD: Readonly<Record<keyof typeof COMMANDS, Loaded>> & Readonly<Record<string, Loaded>> = {
  bench: () => import('./bench.js'),
  completion: () => import('./completion.js'),
  diff: () => import('./diff.js'),
  explain: () => import('./explain.js'),
  'fleet:export': () => import('./fleet/export.js'),
  'fleet:matrix': () => import('./fleet/matrix.js'),
  'fleet:outliers': () => import('./fleet/outliers.js'),
  'fleet:pairs': () => import('./fleet/pairs.js'),
  'fleet:summary': () => import('./fleet/summary.js'),
  judge: () => import('./judge.js'),
  list: () => import('./list.js'),
  probe: () => import('./probe.js'),
  publish: () => import('./publish.js'),
  require: () => import('./require.js'),
  schema: () => import('./schema.js'),
};

/** The class of a command, as `LOAD` names it. */
export async function loadCommand(id: string): Promise<CommandClass> {
  const module = await LOAD[id]?.();
  if (module === undefined) throw new Error(`no command ${id}`);
  return module.default;
}
