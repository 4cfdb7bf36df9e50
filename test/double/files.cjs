/**
 * To be loaded into Node before the tool: files of /proc and /sys that the double has a tree for are read there. The
 * program of the experiments has the double inside, which does the same for the experiments' own calls.
 * HGM_DOUBLE_NODE names one more file that is for this process alone.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const root = process.env.HGM_DOUBLE_ROOT;
const folders = `${process.env.HGM_DOUBLE_PATHS}${process.env.HGM_DOUBLE_NODE}`
  .split(':')
  .filter((each) => each !== '');
const isOfTree = (path) => folders.some((each) => path === each || path.startsWith(`${each}/`));
const moved = (path) => (typeof path === 'string' && isOfTree(path) ? root + path : path);

for (const name of [
  'openSync',
  'readFileSync',
  'readdirSync',
  'statSync',
  'lstatSync',
  'existsSync',
  'accessSync',
]) {
  const plain = fs[name];
  fs[name] = (path, ...rest) => plain(moved(path), ...rest);
}
syncBuiltinESMExports();
