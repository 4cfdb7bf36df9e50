import Bench from './bench.js';
import Completion from './completion.js';
import Diff from './diff.js';
import Explain from './explain.js';
import FleetExport from './fleet/export.js';
import FleetMatrix from './fleet/matrix.js';
import FleetOutliers from './fleet/outliers.js';
import FleetPairs from './fleet/pairs.js';
import FleetSummary from './fleet/summary.js';
import Judge from './judge.js';
import List from './list.js';
import Probe from './probe.js';
import Publish from './publish.js';
import Require from './require.js';
import Schema from './schema.js';

/** Every command by its name; oclif reads this (package.json, `oclif.commands`). */
export const COMMANDS = {
  bench: Bench,
  completion: Completion,
  diff: Diff,
  explain: Explain,
  'fleet:export': FleetExport,
  'fleet:matrix': FleetMatrix,
  'fleet:outliers': FleetOutliers,
  'fleet:pairs': FleetPairs,
  'fleet:summary': FleetSummary,
  judge: Judge,
  list: List,
  probe: Probe,
  publish: Publish,
  require: Require,
  schema: Schema,
};
