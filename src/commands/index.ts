import Bench from './bench.js';
import Diff from './diff.js';
import Explain from './explain.js';
import Judge from './judge.js';
import List from './list.js';
import Probe from './probe.js';
import Publish from './publish.js';
import Require from './require.js';
import Schema from './schema.js';

/** Every command by its name; oclif reads this (package.json, `oclif.commands`). */
export const COMMANDS = {
  bench: Bench,
  diff: Diff,
  explain: Explain,
  judge: Judge,
  list: List,
  probe: Probe,
  publish: Publish,
  require: Require,
  schema: Schema,
};
