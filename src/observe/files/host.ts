/** Who this host is: what makes two reports comparable. */
import os from 'node:os';
import type { Host } from '../observations.js';
import { readRaw, readText } from './bounded-text.js';
import { readCpuModel } from './cpu-model.js';
import { escapeText } from './escape.js';

/** `basePageBytes` comes from the addon: Node does not say it. */
export function readHost(basePageBytes: number, root = '/'): Host {
  return {
    id: machineId(root, '/etc/machine-id') ?? machineId(root, '/var/lib/dbus/machine-id'),
    name: escapeText(os.hostname()),
    // The kernel's word (`x86_64`, `aarch64`), not Node's: a fleet joins on it.
    arch: escapeText(os.machine()),
    basePageBytes,
    bootId: bootId(root),
    kernelRelease: readText(root, '/proc/sys/kernel/osrelease').text ?? escapeText(os.release()),
    kernelBuild: readText(root, '/proc/sys/kernel/version').text ?? escapeText(os.version()),
    cpuModel: readCpuModel(root),
  };
}

/** Null also for systemd's `uninitialized` and for the id of an image that was never started, all zeros. */
function machineId(root: string, path: string): string | null {
  const id = /^([0-9a-f]{32})\n?$/i.exec(readRaw(root, path) ?? '')?.[1]?.toLowerCase();
  return id === undefined || /^0+$/.test(id) ? null : id;
}

function bootId(root: string): string | null {
  const text = readRaw(root, '/proc/sys/kernel/random/boot_id') ?? '';
  return /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n?$/.exec(text)?.[1] ?? null;
}
