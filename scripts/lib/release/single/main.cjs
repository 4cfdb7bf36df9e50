/** What the single file starts: the bundle, with the code that V8 compiled of its parts in a run before (compile.cjs). */
const { getAsset, getAssetKeys, getRawAsset } = require('node:sea');
const { runPart } = require('./parts.cjs');

runPart('hgm-probe.cjs', {
  read: (name) => getAsset(name, 'utf8'),
  compiled(name) {
    const code = `${name}.code`;
    return getAssetKeys().includes(code) ? new Uint8Array(getRawAsset(code)) : undefined;
  },
  script: { filename: __filename, require },
});
