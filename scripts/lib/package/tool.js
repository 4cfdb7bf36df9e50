/**
 * The bundle with the addon and the program of the checkout beside it: what tests start that start the tool hundreds
 * of times. It is what is shipped, and a start of it takes half of the time that one of the modules in dist takes.
 */
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { bundle } from './bundle.js';

const FOLDER = join(ROOT, 'dist.tool');
export const TOOL = join(FOLDER, 'dist.bundle', 'hgm-probe.cjs');

export async function makeTool() {
  await bundle(FOLDER);
  for (const name of ['native', 'dist.program'])
    if (!existsSync(join(FOLDER, name))) symlinkSync(join('..', name), join(FOLDER, name));
}
