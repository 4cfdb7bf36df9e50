/** The file by which HGM was said to be switched on. */

import type { TextFile } from '../../observations.js';
import { readText } from '../bounded-text.js';
import type { Root } from '../caller/root.js';

/**
 * The first place was named in discussions and no kernel has such a directory; the second is where
 * the huge page directories really are. No posted version has the file: that it is missing says nothing.
 */
const PATHS = ['/sys/kernel/vm/hugepages/hgm', '/sys/kernel/mm/hugepages/hgm'];

export function readHgmFiles(root: Root = '/'): TextFile[] {
  return PATHS.map((path) => readText(root, path));
}
