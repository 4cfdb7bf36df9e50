/** What the CPU is called: latency is compared among hosts of one model. */

import { readRaw } from './bounded-text.js';
import type { Root } from './caller/root.js';
import { escapeBytes } from './escape.js';

/** The first processor's entry is all that is read; on x86 it is a good thousand characters. */
const ENTRY_BYTES = 4096;

/**
 * x86 gives a name (arch/x86/kernel/cpu/proc.c). arm64 gives numbers only (arch/arm64/kernel/cpuinfo.c): implementer
 * and part, as `arm64 implementer 0x41 part 0xd0c`, which hosts can be compared by. Null where there is neither.
 */
export function readCpuModel(root: Root): string | null {
  const entry = (readRaw(root, '/proc/cpuinfo', ENTRY_BYTES) ?? '').split('\n\n')[0] ?? '';
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}[\\t ]*: *(.+)$`, 'm').exec(entry)?.[1]?.trim();
  const name = value('model name');
  if (name !== undefined) return escapeBytes(Buffer.from(name, 'latin1'));
  const [implementer, part] = [value('CPU implementer'), value('CPU part')];
  if (![implementer, part].every((one) => /^0x[0-9a-f]{1,8}$/.test(one ?? ''))) return null;
  return `arm64 implementer ${implementer} part ${part}`;
}
