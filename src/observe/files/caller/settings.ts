/** Settings of the host that decide what a caller may do with userfaultfd and huge pages. */

import type { Settings } from '../../observations.js';
import { readCount, readRaw } from '../bounded-text.js';
import { readBootParameters } from '../kernel/boot-parameters.js';
import { readKvm } from '../kernel/kvm.js';
import { chosenMode, readThpSizes, THP } from '../memory/thp.js';
import { deviceInProcMisc, deviceShown } from './device-known.js';
import type { Root } from './root.js';

export function readSettings(root: Root = '/'): Settings {
  const inProcMisc = deviceInProcMisc(root);
  return {
    unprivilegedUserfaultfd: readCount(root, '/proc/sys/vm/unprivileged_userfaultfd'),
    thp: chosenMode(root, `${THP}/enabled`),
    shmemThp: chosenMode(root, `${THP}/shmem_enabled`),
    thpDefrag: chosenMode(root, `${THP}/defrag`),
    thpSizes: readThpSizes(root),
    bootParameters: readBootParameters(root),
    hugetlbOptimizeVmemmap: readCount(root, '/proc/sys/vm/hugetlb_optimize_vmemmap'),
    clocksource: word(root, '/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    deviceInProcMisc: inProcMisc,
    deviceShown: inProcMisc === null ? deviceShown(root) : null,
    kvm: readKvm(root),
  };
}

/** A file of one word. */
function word(root: Root, path: string): string | null {
  return /^[\w.-]{1,40}$/m.exec(readRaw(root, path) ?? '')?.[0] ?? null;
}
