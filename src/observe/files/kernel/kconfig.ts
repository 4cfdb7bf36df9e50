/** What the kernel was built with, from the first configuration file that can be read whole. */

import os from 'node:os';
import { gunzipSync } from 'node:zlib';
import type { KconfigWitness } from '../../observations.js';
import { readBounded, readRaw } from '../bounded-text.js';
import type { Root } from '../caller/root.js';

/** A distribution's configuration is about 300 KB, 60 KB packed. */
const PLAIN_BYTES = 4 << 20;
const PACKED_BYTES = 1 << 20;
/** Of unpacked text at a time: a distribution's in one piece. Node's default makes two dozen of it. */
const PIECE_BYTES = 512 << 10;

/** The running kernel's own copy comes first; the others were put there by name only. */
export function readKconfig(root: Root = '/', release = runningRelease(root)): KconfigWitness {
  for (const path of ['/proc/config.gz', ...filesOf(release)]) {
    const text = path.endsWith('.gz') ? unpacked(root, path) : plain(root, path);
    if (text === null || !/^CONFIG_\w+=/m.test(text)) continue;
    return {
      path,
      // Bool with a default in RFC v1 to v1: compiled out, it leaves no line at all, hence null.
      hgm: option(text, 'HUGETLB_HIGH_GRANULARITY_MAPPING'),
      userfaultfd: option(text, 'USERFAULTFD'),
      hugetlb: option(text, 'HUGETLBFS'),
      landlock: option(text, 'SECURITY_LANDLOCK'),
    };
  }
  return { path: null, hgm: null, userfaultfd: null, hugetlb: null, landlock: null };
}

/** All are bool: `=y`, a "not set" line, or nothing. Whole lines only. */
function option(text: string, name: string): 'y' | 'n' | null {
  const line = new RegExp(`^(?:CONFIG_${name}=(y)|# CONFIG_${name} is not set)$`, 'm').exec(text);
  if (line === null) return null;
  return line[1] === undefined ? 'n' : 'y';
}

function filesOf(release: string): string[] {
  // It becomes part of a path.
  if (!/^[\w.+~-]+$/.test(release) || /^\.+$/.test(release)) return [];
  const modules = `/lib/modules/${release}`;
  return [`/boot/config-${release}`, `${modules}/config`, `${modules}/build/.config`];
}

function runningRelease(root: Root): string {
  return readRaw(root, '/proc/sys/kernel/osrelease')?.trim() ?? os.release();
}

function plain(root: Root, path: string): string | null {
  const { bytes, truncated } = readBounded(root, path, PLAIN_BYTES);
  return bytes === null || truncated ? null : bytes.toString('latin1');
}

function unpacked(root: Root, path: string): string | null {
  const { bytes, truncated } = readBounded(root, path, PACKED_BYTES);
  if (bytes === null || truncated) return null;
  try {
    return gunzipSync(bytes, { maxOutputLength: PLAIN_BYTES, chunkSize: PIECE_BYTES }).toString('latin1');
  } catch {
    return null;
  }
}
