/** What could be had of a pool, and in whose way it was: the words and lines of a limit. */

import { sizeWord } from '../../ground/size.js';
import type { HugeLimits, Observations } from '../../observe/observations.js';
import { type Limit, type Obtainable, obtainable } from '../../observe/obtainable.js';
import type { Action } from '../../report/contract.js';
import { borrowAction, configure, poolAction } from '../actions.js';

const NOTHING: Obtainable = { pages: null, makeable: 0, certain: false, nodes: null, limit: null };

/** For the processes that ran the experiments: a child is in the cgroups of who asked, whosever place it took. */
export const ownPages = (of: Observations, pageBytes: number): Obtainable =>
  pagesWith(of.hugeLimits, of, pageBytes);

/** For whom the report is about. */
export function pagesOfSubject(of: Observations, pageBytes: number): Obtainable {
  const process = of.takenOn?.process ?? null;
  const own = process === null || (process.sameCgroup === true && !process.hugeLimits);
  return pagesWith(own ? of.hugeLimits : process.hugeLimits, of, pageBytes);
}

function pagesWith(
  limits: HugeLimits | null | undefined,
  { poolsBefore }: Observations,
  pageBytes: number,
): Obtainable {
  const pool = poolsBefore.find((each) => each.pageBytes === pageBytes);
  return pool === undefined ? NOTHING : obtainable(pool, limits ?? null);
}

/** Why not even one page was to be had, as a reason; null where one was, or where that is not known. */
export function shortage({ pages, makeable, limit }: Obtainable): string | null {
  if (pages !== 0 || limit === null) return null;
  return makeable > 0 ? 'overcommit_only' : limit.name;
}

/** `limit hugetlb_cgroup path=/vm file=hugetlb.2MB.max max=0 used=0`. */
export const limitLine = ({ name, figures }: Limit): string =>
  `limit ${name}${Object.entries(figures)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('')}`;

/** The same in words, with what overcommit would add. */
export function limitWords({ limit, makeable }: Obtainable): string {
  const more = makeable > 0 ? `, ${makeable} more can be made of other memory (overcommit)` : '';
  return limit === null ? 'not known' : plainWords(limit) + more;
}

function plainWords({ name, figures: of }: Limit): string {
  switch (name) {
    case 'pool_empty':
      return of.total === 0
        ? 'no page in the pool'
        : `${of.free === 0 ? 'none' : of.free} of ${of.total} free`;
    case 'pool_reserved':
      return of.free === of.reserved
        ? `${of.free} free, all reserved`
        : `${of.free} free, ${of.reserved} reserved`;
    case 'hugetlb_cgroup':
    case 'hugetlb_cgroup_rsvd':
      return `${of.file} of cgroup ${of.path} is ${of.max} bytes, ${of.used} in use`;
    case 'cpuset_mems':
      return `cpuset${of.cpuset === undefined ? '' : ` ${of.cpuset}`} allows node ${of.nodes} alone, with ${of.free} of ${of.of} free pages`;
    case 'memory_policy':
      return `memory policy ${of.policy} leaves node ${of.nodes}, with ${of.free} of ${of.of} free pages`;
  }
}

/** What would give a page, where none is to be had. */
export function limitAction(of: Obtainable, pageBytes: number): Action {
  const size = sizeWord(pageBytes);
  const { limit, makeable } = of;
  if (limit === null) return poolAction(pageBytes);
  const so = limitWords(of);
  if (makeable > 0) {
    const { who, hint } = borrowAction(pageBytes);
    return { who, hint: `No ${size} page without making one: ${so}. ${hint}` };
  }
  switch (limit.name) {
    case 'pool_empty':
      return poolAction(pageBytes);
    case 'pool_reserved':
      return configure(`No ${size} page is left: ${so}. ${poolAction(pageBytes).hint}`);
    case 'hugetlb_cgroup':
    case 'hugetlb_cgroup_rsvd':
      return configure(
        `No ${size} page for this cgroup: ${so}. Raise it by ${pageBytes} or more; a pod of Kubernetes asks for hugepages-${size}i.`,
      );
    case 'cpuset_mems':
      return configure(`No ${size} page on this node: ${so}. Add pages to that node, or allow another.`);
    case 'memory_policy':
      return {
        who: 'caller',
        hint: `No ${size} page on this node: ${so}. Run without the policy, or have pages added to that node.`,
      };
  }
}

/** What may be behind a page that was not given although the counters leave some. */
export function refusedAction({ pages, certain }: Obtainable, pageBytes: number): Action {
  const left = pages === null ? 'the counters of the pool could not be read' : `the counters leave ${pages}`;
  const hidden = certain
    ? ''
    : ' A limit that can not be seen from here may be in the way, such as the hugetlb cgroup of a container.';
  return configure(
    `The kernel gave no ${sizeWord(pageBytes)} page, and ${left}: somebody else may have taken them meanwhile; run again.${hidden}`,
  );
}
