/** The guest of the kernel matrix, with the consumers beside the tool. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInitramfs } from '../../kernels/lib/initramfs.js';
import { installModules } from './modules.js';
import { installProgram, PROGRAMS } from './programs.js';

const GUEST = fileURLToPath(new URL('../guest', import.meta.url));

/** Path of the archive; the caller removes it. */
export const consumersInitramfs = (image) =>
  buildInitramfs('amd64', (root) => {
    for (const program of PROGRAMS) installProgram(root, program);
    installModules(root, image);
    cpSync(GUEST, join(root, 'guest'), { recursive: true });
  });
