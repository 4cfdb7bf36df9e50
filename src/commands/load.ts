import type { Command } from '@oclif/core';
import type { COMMANDS } from './index.js';

type Loaded = () => Promise<{ default: Command.Class }>;

/** Every command by its name, in a file that is loaded when the command is run. */
export const LOAD: Readonly<Record<keyof typeof COMMANDS, Loaded>> & Readonly<Record<string, Loaded>> = {
  bench: () => import('./bench.js'),
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
