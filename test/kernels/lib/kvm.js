/** The same kernel with KVM: one boot, in which /dev/kvm stands in several ways. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SITUATIONS } from '../kernels.js';
import { cachedFolder } from './cache.js';
import { fetchModules, judgedRuns } from './kernel.js';
import { withModules } from './modules.js';
import { boot } from './qemu.js';

/** As of tryKernel: `{ failure, runs }`. Built in or by modules, which depends on the architecture. */
export async function tryKvm(kernel, image, initramfs) {
  const logFile = join(cachedFolder('logs'), `${kernel.name}.kvm.log`);
  const both = kernel.arch === 'amd64' ? withModules(initramfs, fetchModules(kernel), ['kvm_amd']) : null;
  const guest = { arch: kernel.arch, kernel: image, initramfs: both ?? initramfs, logFile };
  try {
    const { results, failure } = await boot({ ...guest, words: 'guest=kvm', nested: true });
    const runs = judgedRuns(kernel, results);
    const all = SITUATIONS[kernel.arch];
    const why = failure ?? (runs.length === all ? null : `only ${runs.length} of ${all} situations answered`);
    return { failure: why && `with KVM: ${why} (console: ${logFile})`, runs };
  } finally {
    if (both !== null) rmSync(both);
  }
}
