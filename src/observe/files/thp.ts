import { readCount } from './bounded-text.js';

/** Size of a transparent huge page, in bytes; 0 where this kernel has none or does not say. */
export function readThpBytes(root = '/'): number {
  return readCount(root, '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size') ?? 0;
}
