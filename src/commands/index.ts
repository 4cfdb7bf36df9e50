import Explain from './explain.js';
import Judge from './judge.js';
import List from './list.js';
import Probe from './probe.js';
import Require from './require.js';
import Schema from './schema.js';

/** Every command by its name; oclif reads this (package.json, `oclif.commands`). */
export const COMMANDS = {
  explain: Explain,
  judge: Judge,
  list: List,
  probe: Probe,
  require: Require,
  schema: Schema,
};
