/** How far a run is, for a person who waits. */
import { isHugetlb, shortName } from '../../ground/memory.js';
import type { Planned } from '../plan/planned.js';

export interface Progress {
  /** What is being tried or measured. */
  title: string;
  /** Counted from 1. */
  at: number;
  of: number;
  /** Milliseconds that the rest will take, about; null before anything is known of it. */
  leftMs: number | null;
}

/** Of an experiment against another, in milliseconds of a common machine: only their proportions count. */
const WEIGHT_MS = { experiment: 3, series: 30, perGiB: 400 };

const SLOT = /^\{"slot":(\d+),/;

/**
 * Follows what the program writes of these plans: a line for each that is done, the shared ones of a child together.
 *
 * @returns to be given each part of what it writes
 */
export function follow(
  plans: readonly Planned[],
  tell: (progress: Progress) => void,
): (part: string) => void {
  const began = performance.now();
  const open = new Set(plans.keys());
  const all = weigh(plans);
  let line = '';
  const say = (leftMs: number | null): void => {
    const [next] = open;
    const plan = next === undefined ? undefined : plans[next];
    if (plan !== undefined)
      tell({ title: titleOf(plan), at: plans.length - open.size + 1, of: plans.length, leftMs });
  };
  say(null);
  return (part) => {
    const lines = (line + part).split('\n');
    line = lines.pop() ?? '';
    for (const each of lines) open.delete(Number(SLOT.exec(each)?.[1]));
    const rest = weigh([...open].map((at) => plans[at]));
    say(rest === all ? null : ((performance.now() - began) * rest) / (all - rest));
  };
}

const weigh = (plans: readonly (Planned | undefined)[]): number =>
  plans.reduce((sum, plan) => sum + (plan === undefined ? 0 : weight(plan)), 0);

function weight({ native }: Planned): number {
  const { experiment, series, perGiB } = WEIGHT_MS;
  const zeroed = native.borrow ? (native.pageBytes / 2 ** 30) * perGiB : 0;
  return experiment + (native.samples > 0 ? series : 0) + zeroed;
}

/** `populate on hugetlb 1G`. */
function titleOf({ id, memory }: Planned): string {
  if (memory === null) return id;
  return `${id} on ${isHugetlb(memory) ? `hugetlb ${shortName(memory)}` : memory}`;
}
