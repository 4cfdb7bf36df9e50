/**
 * How many huge pages of one size a process can have at this moment, by the counters of the pool and what limits the
 * process. Pure, and the one home of that reckoning: observing decides by it what may be borrowed, judging names by it
 * what stood in the way.
 *
 * A page is to be had where the pool has one that nobody reserved, on a node that both the cpuset and a memory policy
 * that binds leave (mm/hugetlb.c, allowed_mems_nr), and where every hugetlb cgroup from the process's own up to the root
 * has room for it, in use and reserved (mm/hugetlb_cgroup.c: the counters are hierarchical, and a page that is touched
 * without a reservation is charged to both). A pool that may overcommit makes pages of other memory beyond its own.
 */
import type { HugeLimits, NodePool, Pool } from './observations.js';

export type LimitName =
  | 'pool_empty'
  | 'pool_reserved'
  | 'cpuset_mems'
  | 'memory_policy'
  | 'hugetlb_cgroup'
  | 'hugetlb_cgroup_rsvd';

export interface Limit {
  name: LimitName;
  /** Pages that it leaves. */
  pages: number;
  /** What it is, by name and value, for one line of evidence. */
  figures: Record<string, string | number>;
}

export interface Obtainable {
  /** Free, unreserved and within every limit that is known; null where the pool's counters are not. */
  pages: number | null;
  /** Beyond these, as many as overcommit lets be made of other memory, where there is some. */
  makeable: number;
  /** False where a limit could not be looked at: then `pages` is the most that it can be. */
  certain: boolean;
  /** The nodes that pages may come from; null where that is all, or not known. */
  nodes: number[] | null;
  /** What leaves least; null where nothing is known. */
  limit: Limit | null;
}

export function obtainable(pool: Pool, limits: HugeLimits | null): Obtainable {
  const { free, reserved } = pool;
  if (free === null || reserved === null)
    return { pages: null, makeable: 0, certain: false, nodes: null, limit: null };
  const room = Math.max(0, (pool.overcommit ?? 0) - (pool.surplus ?? 0));
  const nodes = nodesOf(pool, limits);
  // In the order of blame, where two leave the same.
  const ofPool: Limit[] = [
    { name: 'pool_empty', pages: free, figures: { total: pool.total ?? 0, free } },
    { name: 'pool_reserved', pages: free - reserved, figures: { free, reserved } },
    ...nodes.limits,
  ];
  const ofGroups = groupLimits(pool.pageBytes, limits);
  const pages = Math.max(0, least([...ofPool, ...ofGroups]));
  // Pages are made on the nodes that are allowed, and charged as others are.
  const all = Math.max(
    0,
    least([...ofPool.map((one) => ({ ...one, pages: one.pages + room })), ...ofGroups]),
  );
  const withRoom = (limit: Limit): number => limit.pages + (ofPool.includes(limit) ? room : 0);
  const [limit = null] = [...ofPool, ...ofGroups].sort(
    (a, b) => withRoom(a) - withRoom(b) || a.pages - b.pages,
  );
  return {
    pages,
    makeable: all - pages,
    certain: limits?.hugetlbCgroup.complete === true && nodes.known,
    nodes: nodes.allowed,
    limit,
  };
}

const least = (limits: readonly Pick<Limit, 'pages'>[]): number =>
  Math.min(...limits.map(({ pages }) => pages));

interface Nodes {
  allowed: number[] | null;
  limits: Limit[];
  known: boolean;
}

function nodesOf(pool: Pool, limits: HugeLimits | null): Nodes {
  // One node can't be kept from anybody who runs at all.
  if (pool.nodes.length < 2) return { allowed: null, limits: [], known: true };
  if (limits === null || limits.memsAllowed === null) return { allowed: null, limits: [], known: false };
  const { cpuset, memsAllowed, memoryPolicy } = limits;
  const mems = pool.nodes.filter(({ node }) => memsAllowed.includes(node));
  const bound = boundNodes(memoryPolicy);
  const left = bound === null ? mems : mems.filter(({ node }) => bound.includes(node));
  const found: Limit[] = [];
  if (mems.length < pool.nodes.length)
    found.push({
      name: 'cpuset_mems',
      pages: freeOn(mems),
      figures: {
        ...(cpuset !== null && { cpuset }),
        nodes: numbers(mems),
        free: freeOn(mems),
        of: pool.free ?? 0,
      },
    });
  if (left.length < mems.length)
    found.push({
      name: 'memory_policy',
      pages: freeOn(left),
      figures: { policy: memoryPolicy ?? '', nodes: numbers(left), free: freeOn(left), of: pool.free ?? 0 },
    });
  const all = left.length === pool.nodes.length;
  return { allowed: all ? null : left.map(({ node }) => node), limits: found, known: memoryPolicy !== null };
}

const freeOn = (nodes: readonly NodePool[]): number => nodes.reduce((sum, { free }) => sum + (free ?? 0), 0);
const numbers = (nodes: readonly NodePool[]): string => nodes.map(({ node }) => node).join(',') || 'none';

/** Of all policies only one that binds refuses; the others fall back to what there is. */
function boundNodes(policy: string | null): number[] | null {
  const list = /^bind(?:=\w+)?:([\d,-]+)$/.exec(policy ?? '')?.[1];
  return list === undefined ? null : numbersOf(list);
}

/** `0-1,3` as its numbers. Kernels know no more than 1024 nodes. */
export function numbersOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (first === '') return [];
    return Array.from(
      { length: Math.max(0, Number(last) - Number(first) + 1) },
      (_, at) => Number(first) + at,
    );
  });
}

function groupLimits(pageBytes: number, limits: HugeLimits | null): Limit[] {
  const { version = null, groups = [] } = limits?.hugetlbCgroup ?? {};
  const [file = '', , rsvdFile = ''] = hugetlbFiles(version ?? 2, pageBytes);
  return groups.flatMap(({ path, sizes }) =>
    sizes
      .filter((each) => each.pageBytes === pageBytes)
      .flatMap(({ max, current, rsvdMax, rsvdCurrent }) => [
        ...charged('hugetlb_cgroup', { path, file, max, used: current }, pageBytes),
        ...charged(
          'hugetlb_cgroup_rsvd',
          { path, file: rsvdFile, max: rsvdMax, used: rsvdCurrent },
          pageBytes,
        ),
      ]),
  );
}

interface Charge {
  path: string;
  file: string;
  max: number | null;
  used: number | null;
}

function charged(name: LimitName, { path, file, max, used }: Charge, pageBytes: number): Limit[] {
  if (max === null) return [];
  const pages = Math.max(0, Math.floor((max - (used ?? 0)) / pageBytes));
  return [{ name, pages, figures: { path, file, max, used: used ?? 'unread' } }];
}

/** What either version calls the files of a hugetlb cgroup: limit and use, then those of reservations. */
const FILES = {
  1: ['limit_in_bytes', 'usage_in_bytes', 'rsvd.limit_in_bytes', 'rsvd.usage_in_bytes'],
  2: ['max', 'current', 'rsvd.max', 'rsvd.current'],
} as const;

/** `hugetlb.2MB.max` and its like; the size is written as mem_fmt() of mm/hugetlb_cgroup.c does. */
export function hugetlbFiles(version: 1 | 2, pageBytes: number): string[] {
  const [unit, bytes] =
    pageBytes >= 2 ** 30 ? ['GB', 2 ** 30] : pageBytes >= 2 ** 20 ? ['MB', 2 ** 20] : ['KB', 2 ** 10];
  return FILES[version].map((file) => `hugetlb.${Math.trunc(pageBytes / bytes)}${unit}.${file}`);
}
