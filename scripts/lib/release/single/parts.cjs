/**
 * Runs the parts of the bundle where they are no files. `read` gives the text of a part by its name, `compiled` what V8
 * made of it in a run before, or undefined; `script` is whom they ask for Node's modules, and in whose name they are run.
 * Answers the first part's exports, and has every part's script in `scripts`.
 */
const { dirname } = require('node:path');
const { constants, Script } = require('node:vm');

exports.scripts = new Map();

/** A part as a function of what a CommonJS module is given; `code` is checked by V8, which compiles it where it is not its own. */
exports.scriptOf = (text, filename, code) =>
  new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    // An import() of what is not inside looks beside the program, not in the folder that it is called from.
    filename,
    cachedData: code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });

exports.runPart = function runPart(first, { read, compiled, script }) {
  const modules = new Map();
  const load = (name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const part = exports.scriptOf(read(name), script.filename, compiled(name));
    exports.scripts.set(name, part);
    const ask = (id) => (id.startsWith('./') ? load(id.slice('./'.length)) : script.require(id));
    part.runInThisContext()(module.exports, ask, module, script.filename, dirname(script.filename));
    return module.exports;
  };
  return load(first);
};
