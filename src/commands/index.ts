import Bench from './bench.js';
import Explain from './explain.js';
import Judge from './judge.js';
import List from './list.js';
import Probe from './probe.js';
import Schema from './schema.js';

/** Every command by its name; oclif reads this (package.json, `oclif.commands`). */
export const COMMANDS = {
  bench: Bench,
  explain: Explain,
  judge: Judge,
  list: List,
  probe: Probe,
  schema: Schema,
};
