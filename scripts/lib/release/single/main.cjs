/** What the single file starts: the bundle, with the code that V8 compiled of it in a run before (compile.cjs). */
const { getRawAsset } = require('node:sea');
const { constants, Script } = require('node:vm');

// Latin-1 is V8's own: copied, where UTF-8 is decoded and, with one character beyond it, takes twice the memory.
const script = new Script(Buffer.from(getRawAsset('bundle')).latin1Slice(), {
  // An import() of what is not inside looks beside the program, not in the folder that it is called from.
  filename: __filename,
  // Checked by V8, which compiles the bundle where it is not its own.
  cachedData: new Uint8Array(getRawAsset('code')),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
script.runInThisContext()(exports, require, module, __filename, __dirname);
