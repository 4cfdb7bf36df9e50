/** Small documents for fleets whose answers are known by counting on fingers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

type Fields = Record<string, unknown>;

export interface Spec {
  name: string;
  id?: string | null;
  kernel?: string;
  arch?: string;
  cpu?: string | null;
  at?: string;
  until?: string;
  hgm?: Fields;
  profiles?: Fields;
  matrix?: Fields;
  latency?: Fields;
  ranAs?: Fields;
  boot?: string | null;
  extra?: Fields;
}

/** As a fleet stores it: the inventory form, on one line. */
export function document(spec: Spec): Fields {
  return {
    $schema: 'urn:hgm-probe:report:1',
    schemaVersion: '1.0',
    tool: { name: 'hgm-probe', version: '0.1.0' },
    host: {
      id: spec.id === undefined ? spec.name.padEnd(32, '.') : spec.id,
      name: spec.name,
      arch: spec.arch ?? 'x86_64',
      basePageBytes: 4096,
      bootId: spec.boot ?? null,
      kernelRelease: spec.kernel ?? '6.12.1',
      kernelBuild: '#1',
      cpuModel: spec.cpu === undefined ? 'CPU 1' : spec.cpu,
    },
    ranAs: { user: 'root', euid: 0, initialUserNamespace: true, ...spec.ranAs },
    collectedAt: spec.at ?? '2026-03-01T10:00:00.000Z',
    expiresAt: spec.until ?? '2999-01-01T00:00:00.000Z',
    hgm: { state: 'absent', granuleBytes: null, dialect: null, proof: null, reason: 'refused', ...spec.hgm },
    profiles: spec.profiles ?? {},
    matrix: spec.matrix ?? {
      'open.syscall': { host: 'supported' },
      'open.device': { host: 'absent:no_file' },
    },
    latency: spec.latency ?? {},
    ...spec.extra,
  };
}

export const line = (spec: Spec): string => `${JSON.stringify(document(spec))}\n`;

/** A folder of its own for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hgm-probe-fleet-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function file(name: string, content: string | Buffer, at = folder()): string {
  const path = join(at, name);
  writeFileSync(path, content);
  return path;
}

const READY = { state: 'ready', reason: 'all_met', who: null };
const NOT_READY = { state: 'not_ready', reason: 'feature.minor_shmem', who: 'kernel_build' };
const REFUSED = { state: 'not_ready', reason: 'kernel_faults', who: 'os_configuration' };
const refusedWays = {
  'open.syscall': { host: 'not_permitted:sysctl/sysctl_and_no_capability' },
  'open.device': { host: 'not_permitted:device_node/node_mode' },
};
const minor = (state: string) => ({
  'register.minor': { shmem: state, anonymous: 'not_applicable' },
});
const p = (state: object) => ({ 'minor-shmem': state });

/** Five hosts: three of one kernel, one of which contradicts the two; an old kernel; an arm64 with HGM. */
export const FIVE: readonly Spec[] = [
  { name: 'a', profiles: p(READY), matrix: { 'open.syscall': { host: 'supported' }, ...minor('supported') } },
  { name: 'b', profiles: p(READY), matrix: { 'open.syscall': { host: 'supported' }, ...minor('supported') } },
  { name: 'c', profiles: p(REFUSED), matrix: { ...refusedWays, ...minor('absent') } },
  {
    name: 'd',
    kernel: '5.10.0',
    profiles: p(NOT_READY),
    matrix: { ...refusedWays, ...minor('absent') },
    until: '2026-03-02T10:00:00.000Z',
  },
  {
    name: 'e',
    arch: 'aarch64',
    profiles: p(READY),
    hgm: { state: 'supported', granuleBytes: 4096, dialect: 'madv-split', proof: 'mapped', reason: 'mapped' },
  },
];
