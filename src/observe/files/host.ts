/** Who this host is: what makes two reports comparable. */

import os from 'node:os';
import type { Host } from '../observations.js';
import { readRaw, readText } from './bounded-text.js';
import type { Root } from './caller/root.js';
import { readCpuModel } from './cpu-model.js';
import { escapeText } from './escape.js';

/** What uname(2) says. */
export interface Uname {
  name: string;
  /** The kernel's word (`x86_64`, `aarch64`), not Node's: a fleet joins on it. */
  arch: string;
  release: string;
  build: string;
}

const ownUname = (): Uname => ({
  name: os.hostname(),
  arch: os.machine(),
  release: os.release(),
  build: os.version(),
});

/** `basePageBytes` comes from the addon: Node does not say it. */
export function readHost(basePageBytes: number, root: Root = '/', uname = ownUname()): Host {
  return {
    id: machineId(root, '/etc/machine-id') ?? machineId(root, '/var/lib/dbus/machine-id'),
    name: escapeText(uname.name),
    arch: escapeText(uname.arch),
    basePageBytes,
    bootId: bootId(root),
    kernelRelease: readText(root, '/proc/sys/kernel/osrelease').text ?? escapeText(uname.release),
    kernelBuild: readText(root, '/proc/sys/kernel/version').text ?? escapeText(uname.build),
    cpuModel: readCpuModel(root),
  };
}

/** Null also for systemd's `uninitialized` and for the id of an image that was never started, all zeros. */
function machineId(root: Root, path: string): string | null {
  const id = /^([0-9a-f]{32})\n?$/i.exec(readRaw(root, path) ?? '')?.[1]?.toLowerCase();
  return id === undefined || /^0+$/.test(id) ? null : id;
}

function bootId(root: Root): string | null {
  const text = readRaw(root, '/proc/sys/kernel/random/boot_id') ?? '';
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n?$/.exec(text)?.[1] ?? null;
}
