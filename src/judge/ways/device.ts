/** Devices whose nodes decide who gets what is behind them. */
import type { Observations } from '../../observe/observations.js';
import { fact } from '../evidence.js';

export interface Device {
  /** In /proc/misc. */
  name: 'userfaultfd' | 'kvm';
  path: string;
  /** The experiment that looked at its node. */
  seenBy: string;
  /** Null where no file tells it; its major is that of misc. */
  minor: (of: Observations) => number | null;
  /** Whether this kernel has it, whatever stands in /dev; null where no place that could be seen says. */
  isKnown: (of: Observations) => boolean | null;
  /** The same as evidence. */
  listed: (of: Observations) => string[];
}

export const USERFAULTFD: Device = {
  name: 'userfaultfd',
  path: '/dev/userfaultfd',
  seenBy: 'caller',
  minor: ({ layers }) => layers?.deviceMinor ?? null,
  isKnown: ({ settings }) =>
    settings.deviceShown === true ? true : (settings.deviceInProcMisc ?? settings.deviceShown),
  listed: ({ settings: { deviceInProcMisc, deviceShown } }) => [
    fact('proc_misc_lists_userfaultfd', deviceInProcMisc),
    ...(deviceShown === null ? [] : [fact('sys_class_misc_lists_userfaultfd', deviceShown)]),
  ],
};

export const KVM_DEVICE: Device = {
  name: 'kvm',
  path: '/dev/kvm',
  seenBy: 'kvm.open',
  minor: ({ settings }) => settings.kvm?.minor ?? null,
  isKnown: ({ settings }) => settings.kvm?.inProcMisc ?? null,
  listed: ({ settings }) => [fact('proc_misc_lists_kvm', settings.kvm?.inProcMisc ?? null)],
};

/** Whether this kernel has /dev/userfaultfd. */
export const hasDevice = USERFAULTFD.isKnown;
