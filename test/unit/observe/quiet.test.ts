import { describe, expect, it } from 'vitest';
import type { RanAs, Settings } from '../../../src/observe/observations.js';
import { callWouldLog, isSilent } from '../../../src/observe/plan/quiet.js';

const PTRACE = '0x80000';
const nobody: RanAs = {
  user: 'nobody',
  euid: 65534,
  egid: 65534,
  groups: [],
  capabilities: '0x0',
  initialUserNamespace: true,
  noNewPrivs: false,
  seccompMode: 0,
  lsmLabel: null,
};
const plain: Settings = {
  unprivilegedUserfaultfd: 0,
  thp: null,
  shmemThp: null,
  thpDefrag: null,
  thpSizes: null,
  bootParameters: null,
  hugetlbOptimizeVmemmap: null,
  clocksource: null,
  deviceInProcMisc: false,
  deviceShown: null,
  kvm: null,
};

describe('a kernel without the device may be 5.11 to 6.0, which log a refused call', () => {
  it('hears no call that it would refuse', () => {
    expect(callWouldLog(plain, nobody)).toBe(true);
    expect(callWouldLog({ ...plain, deviceInProcMisc: null }, nobody)).toBe(true);
    expect(callWouldLog({ ...plain, unprivilegedUserfaultfd: null }, nobody)).toBe(true);
  });

  it('hears one that it would grant', () => {
    expect(callWouldLog({ ...plain, unprivilegedUserfaultfd: 1 }, nobody)).toBe(false);
    expect(callWouldLog(plain, { ...nobody, capabilities: PTRACE })).toBe(false);
  });

  it('does not count a capability of another user namespace, or one that is not known', () => {
    expect(callWouldLog(plain, { ...nobody, capabilities: PTRACE, initialUserNamespace: false })).toBe(true);
    expect(callWouldLog(plain, { ...nobody, capabilities: PTRACE, initialUserNamespace: null })).toBe(true);
    expect(callWouldLog(plain, { ...nobody, capabilities: null })).toBe(true);
  });
});

it('takes the device as the sign of a kernel that does not log', () => {
  const silent = { ...plain, deviceInProcMisc: true };
  expect([isSilent(silent), callWouldLog(silent, nobody)]).toEqual([true, false]);
  const elsewhere = { ...plain, deviceInProcMisc: null, deviceShown: true };
  expect([isSilent(elsewhere), callWouldLog(elsewhere, nobody)]).toEqual([true, false]);
  expect(isSilent({ ...elsewhere, deviceShown: false })).toBe(false);
  expect(isSilent(plain)).toBe(false);
});
