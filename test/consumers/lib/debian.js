/** The guest that real consumers are asked in: Debian's 6.1 under software emulation. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from '../../../scripts/lib/apt.js';
import { Failure } from '../../../scripts/lib/run.js';
import { KERNELS } from '../../kernels/kernels.js';
import { KEYRING } from '../../kernels/lib/apt.js';
import { cachedFolder } from '../../kernels/lib/cache.js';
import { fetchKernel } from '../../kernels/lib/kernel.js';
import { boot } from '../../kernels/lib/qemu.js';

/**
 * Boots it and resolves with what it answered and the file of its console.
 *
 * @param name of the file, without its ending
 * @param initramfs makes the file for a kernel; the file is removed in the end
 * @throws Failure where the guest did not come to its end
 */
export async function askGuest(name, deadlineMs, initramfs) {
  ensurePackages([
    program('qemu-system-x86_64', 'qemu-system-x86'),
    { missing: !existsSync(KEYRING), packages: ['debian-archive-keyring'] },
  ]);
  const kernel = fetchKernel(KERNELS.find((each) => each.name === '6.1-amd64'));
  const file = initramfs(kernel);
  const logFile = join(cachedFolder('logs'), `${name}.log`);
  try {
    const { results, failure } = await boot({ arch: 'amd64', kernel, initramfs: file, logFile, deadlineMs });
    if (failure !== null) throw new Failure(`the guest: ${failure} (console: ${logFile})`);
    return { results, logFile };
  } finally {
    rmSync(file);
  }
}
