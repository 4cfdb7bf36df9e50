/**
 * Builds what is shipped, all of it below dist/: the npm package, the single files with their packed form,
 * hgm-observe alone, the
 * Debian packages, RPMs and OCI images of them, what is inside (CycloneDX), and SHA256SUMS. On Debian on x86-64; for both
 * architectures. The table of their sizes is that of docs/install.md, which `--write` puts there.
 */
import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeBetween } from './lib/docs/readme.js';
import { bundle } from './lib/package/bundle.js';
import { packagesIn } from './lib/package/licences.js';
import { pack, sha256 } from './lib/package/pack.js';
import { shippedProgram } from './lib/package/prebuilds.js';
import { DIST, ROOT } from './lib/paths.js';
import { changes } from './lib/release/about.js';
import { buildDeb } from './lib/release/deb.js';
import { buildImage } from './lib/release/image.js';
import { buildRpm } from './lib/release/rpm.js';
import { writeSbom } from './lib/release/sbom.js';
import { buildSingleFile, compressed } from './lib/release/single-file.js';
import { TARGETS } from './lib/release/targets.js';
import { script } from './lib/run.js';
import { setUp } from './lib/setup.js';

setUp('packages', 'typescript');
await script(async () => {
  changes();
  // npm has all of it made, bundle, addons and licences, before it packs.
  const artefacts = [pack(ROOT, DIST).path, writeSbom(packagesIn(await bundle()))];
  for (const target of TARGETS) {
    const file = await buildSingleFile(target);
    const alone = join(DIST, `hgm-observe-linux-${target.name}`);
    copyFileSync(shippedProgram(target.name), alone);
    artefacts.push(alone, file, compressed(file), buildDeb(target), buildRpm(target), buildImage(target));
  }
  const sums = artefacts.map((file) => `${sha256(file)}  ${basename(file)}\n`);
  writeFileSync(join(DIST, 'SHA256SUMS'), sums.join(''));
  const rows = artefacts.map(
    (file) => `| ${basename(file)} | ${(statSync(file).size / 1e6).toFixed(1)} MB |`,
  );
  const table = ['| file | size |', '| --- | --- |', ...rows].join('\n');
  console.log(table);
  if (process.argv.includes('--write')) writeBetween('docs/install.md', 'artefacts', table);
});
