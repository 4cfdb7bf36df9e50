/** The OCI image of the single file that npm run release made, unpacked and run. As root: it mounts for itself. */
import { existsSync } from 'node:fs';
import { checkImage } from './lib/release/check-image.js';
import { buildImage, imageOf } from './lib/release/image.js';
import { TARGETS } from './lib/release/targets.js';
import { script } from './lib/run.js';

await script(async () => {
  const [x64] = TARGETS;
  if (!existsSync(imageOf(x64))) buildImage(x64);
  for (const line of await checkImage(x64)) console.log(`ok  ${line}`);
});
