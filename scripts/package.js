/**
 * Makes what `npm pack` packs (package.json, `files`) and git ignores: the bundle, the addons, oclif's manifest
 * and the licences. Run by npm before it packs, in a checkout as it was cloned.
 */
import { bundle } from './lib/package/bundle.js';
import { writeLicences } from './lib/package/licences.js';
import { prebuilds } from './lib/package/prebuilds.js';
import { script } from './lib/run.js';
import { setUp } from './lib/setup.js';

setUp('packages', 'typescript');
await script(async () => {
  writeLicences(await bundle());
  await prebuilds();
});
