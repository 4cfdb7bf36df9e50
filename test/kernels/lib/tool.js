/** The tool as it is installed: what is built, and the packages that it needs to run. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../scripts/lib/hash.js';
import { DIST, ROOT } from '../../../scripts/lib/paths.js';
import { quietly } from '../../../scripts/lib/run.js';
import { cached, once } from './cache.js';

/** Puts the tool into a folder, with an addon made for the guest's architecture. */
export function installTool(folder, addon) {
  const lock = join(ROOT, 'package-lock.json');
  const modules = once(cached('modules', hashOf([lock])), (fresh) => {
    mkdirSync(fresh);
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(fresh, name));
    const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    quietly('npm ci', 'npm', args, { cwd: fresh });
  });
  cpSync(join(modules, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
  // Not what a release leaves there.
  const filter = (path) => !/\/hgm-probe[-_][^/]*$/.test(path);
  cpSync(DIST, join(folder, 'dist'), { recursive: true, filter });
  for (const name of ['bin', 'profiles', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const release = join(folder, 'native', 'build', 'Release');
  mkdirSync(release, { recursive: true });
  cpSync(addon, join(release, 'hgm_probe.node'));
}
