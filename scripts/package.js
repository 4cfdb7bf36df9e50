/** Makes dist/package, the folder that the npm package is packed from. */
import { bundle } from './lib/package/bundle.js';
import { script } from './lib/run.js';
import { setUp } from './lib/setup.js';

setUp('packages', 'typescript');
await script(async () => {
  await bundle();
});
