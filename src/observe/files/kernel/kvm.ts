/** Whether a driver of KVM runs here, and how it was set up. */

import type { Kvm } from '../../observations.js';
import { readRaw } from '../bounded-text.js';
import { minorInProcMisc } from '../caller/device-known.js';
import type { Root } from '../caller/root.js';

/** Those that decide at which size a guest's memory is mapped. */
const PARAMETERS: readonly (readonly [module: string, name: string])[] = [
  ['kvm', 'tdp_mmu'],
  ['kvm', 'eager_page_split'],
  ['kvm', 'nx_huge_pages'],
  ['kvm_amd', 'npt'],
  ['kvm_intel', 'ept'],
];

export function readKvm(root: Root): Kvm {
  const minor = minorInProcMisc(root, 'kvm');
  if (minor == null) return { inProcMisc: minor === undefined ? null : false, minor: null, parameters: {} };
  const read = PARAMETERS.flatMap(([module, name]) => {
    const text = readRaw(root, `/sys/module/${module}/parameters/${name}`) ?? '';
    const value = /^[\w-]{1,20}$/m.exec(text)?.[0];
    return value === undefined ? [] : [[`${module}.${name}`, value]];
  });
  return { inProcMisc: true, minor, parameters: Object.fromEntries(read) };
}
