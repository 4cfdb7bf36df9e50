import { readCount } from './bounded-text.js';
import type { Root } from './root.js';

/** Size of a transparent huge page, in bytes; 0 where this kernel has none or does not say. */
export function readThpBytes(root: Root = '/'): number {
  return readCount(root, '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size') ?? 0;
}
