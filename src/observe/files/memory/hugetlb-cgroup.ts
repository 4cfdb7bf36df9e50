/** The limits of the hugetlb cgroup of a process and of the ancestors of that (mm/hugetlb_cgroup.c). */

import type { HugetlbCgroup, HugetlbGroup, HugetlbLimit } from '../../observations.js';
import { hugetlbFiles } from '../../obtainable.js';
import { readBounded } from '../bounded-text.js';
import { placeOf } from '../caller/cgroup-tree.js';
import { namesIn, type Root } from '../caller/root.js';
import { escapeText } from '../escape.js';

/** @param sizes of huge pages, in bytes */
export function readHugetlbCgroup(root: Root, pid: string, sizes: readonly number[]): HugetlbCgroup {
  const { known, placed } = placeOf(root, pid, 'hugetlb');
  if (placed === null) return { version: null, groups: [], complete: known };
  const [own] = placed.chain;
  // Of a group that is not where the mount should have it, a missing file would say nothing.
  let complete = placed.whole && (own === undefined || namesIn(root, own.directory) !== null);
  const value = (directory: string, file: string): number | null => {
    const { bytes, errno } = readBounded(root, `${directory}/${file}`, 64);
    // A group whose parent does not hand the controller down has no such files, and limits nothing; the root has none.
    if (bytes === null) complete &&= errno === 'ENOENT';
    return bytes === null ? null : limitOf(bytes.toString('latin1'));
  };
  const groups = placed.chain.map(({ path, directory }): HugetlbGroup => {
    const limits = sizes.map((pageBytes): HugetlbLimit => {
      const [max, current, rsvdMax, rsvdCurrent] = hugetlbFiles(placed.version, pageBytes).map((file) =>
        value(directory, file),
      );
      return {
        pageBytes,
        max: max ?? null,
        current: current ?? null,
        rsvdMax: rsvdMax ?? null,
        rsvdCurrent: rsvdCurrent ?? null,
      };
    });
    return {
      path: escapeText(path),
      sizes: limits.filter((each) => each.max !== null || each.rsvdMax !== null),
    };
  });
  return { version: placed.version, groups: groups.filter((group) => group.sizes.length > 0), complete };
}

/** A limit that no memory reaches is none: `max`, or the largest that a counter holds. */
function limitOf(text: string): number | null {
  const digits = /^(\d+)\n?$/.exec(text)?.[1];
  const bytes = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
