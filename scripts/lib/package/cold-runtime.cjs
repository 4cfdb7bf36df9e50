/** The part of the bundle that knows of its texts; in it `require`, `module` and the rest are the bundle's. */
const __texts = {};
const __modules = {};
const __hot = {};
const __load = (name) => {
  const known = __modules[name];
  if (known) return known.exports;
  const made = { exports: {} };
  __modules[name] = made;
  const parameters = ['exports', 'module', 'require', '__import', '__filename', '__dirname'];
  const options = { filename: `${__filename}/${name}` };
  const text = String(__texts[name]);
  const code = JSON.parse(text.slice(text.indexOf('/*') + 2, -'*/}'.length));
  const run = require('node:vm').compileFunction(code, parameters, options);
  run(made.exports, made, __require, __import, __filename, __dirname);
  return made.exports;
};
const __require = (name) => {
  if (name in __texts) return __load(name);
  return __hot[name] ?? require(name);
};
const __import = async (name) => (name in __texts || name in __hot ? __require(name) : import(name));
