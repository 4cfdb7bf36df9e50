/** The tool as it is shipped: the bundle, and the addon that was made for the guest. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.js';
import { quietly } from '../../../scripts/lib/run.js';

const BUNDLE_INTO = join(ROOT, 'scripts', 'lib', 'package', 'bundle-into.js');

/** Puts the tool into a folder, with an addon made for the guest's architecture. */
export function installTool(folder, addon) {
  quietly('the bundle', process.execPath, [BUNDLE_INTO, folder]);
  for (const name of ['bin', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const release = join(folder, 'native', 'build', 'Release');
  mkdirSync(release, { recursive: true });
  cpSync(addon, join(release, 'hgm_probe.node'));
}
