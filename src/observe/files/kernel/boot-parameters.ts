/** What the kernel was started with, as far as huge pages go: of the rest of its command line nothing is kept. */
import { readRaw } from '../bounded-text.js';
import type { Root } from '../caller/root.js';
import { escapeText } from '../escape.js';

const ABOUT_HUGE_PAGES = /^(?:hugetlb|hugepages|default_hugepagesz=|transparent_hugepage|thp_)/;

/** In their order, since `hugepages=` counts pages of the `hugepagesz=` before it. Behind `--` they are init's. */
export function readBootParameters(root: Root): string[] | null {
  const words = readRaw(root, '/proc/cmdline')?.split(/\s+/);
  if (words === undefined) return null;
  const end = words.indexOf('--');
  return words
    .slice(0, end < 0 ? words.length : end)
    .filter((word) => ABOUT_HUGE_PAGES.test(word))
    .map(escapeText);
}
