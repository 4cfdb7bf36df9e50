/** Where things are, as absolute paths. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const DIST = join(ROOT, 'dist');
export const MODULES = join(ROOT, 'node_modules');
export const NATIVE = join(ROOT, 'native');
export const ADDON = join(NATIVE, 'build', 'Release', 'hgm_probe.node');
export const REPORTS = join(ROOT, 'reports');
export const RUN = join(ROOT, 'bin', 'run.js');
