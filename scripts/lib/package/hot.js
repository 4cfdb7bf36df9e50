/**
 * What `hgm-probe --json --no-latency` runs, of what is loaded on the way: V8 reads all of a file before it runs any,
 * 25 µs for each kB, so the bundle has the rest as text, which costs a tenth, and compiles it where it is first asked for
 * (cold.js). What a hot module imports at its top is hot with it, and needs no line here.
 */
const HOT = [
  'dist/commands/probe.js',
  'dist/cli/config.js',
  'dist/judge/index.js',
  'dist/observe/index.js',
  'dist/profiles/own.js',
  'dist/reporters/json.js',
  // oclif from the class of a command to its parsed flags. Its help, its colours and its spinners are not here.
  ...[
    'args',
    'cache',
    'command',
    'config/config',
    'config/index',
    'config/plugin-loader',
    'config/util',
    'flags',
    'help/util',
    'index',
    'logger',
    'parser/index',
    'parser/parse',
    'parser/validate',
    'performance',
    'settings',
    'util/aggregate-flags',
    'util/ids',
    'util/os',
    'util/util',
  ].map((name) => `node_modules/@oclif/core/lib/${name}.js`),
  'node_modules/@oclif/core/package.json',
];

/** @param key as `keyOf` in cold.js has it */
export const isHot = (key) => HOT.includes(key) || key.startsWith('left-out:');
