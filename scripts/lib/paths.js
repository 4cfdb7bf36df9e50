/** Where things are, as absolute paths. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const DIST = join(ROOT, 'dist');
export const MODULES = join(ROOT, 'node_modules');
export const NATIVE = join(ROOT, 'native');
export const ADDON = join(NATIVE, 'build', 'Release', 'hgm_probe.node');
/** The program of the experiments, for this machine. */
export const PROGRAM = join(ROOT, 'dist.program', 'hgm-observe');
export const REPORTS = join(ROOT, 'reports');
export const RUN = join(ROOT, 'bin', 'run.js');
