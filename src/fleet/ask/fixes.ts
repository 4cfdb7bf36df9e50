/** What would make the hosts of a pool alike: those of one architecture and base page, among which a guest can move. */

/** Hosts that are alike in all that a migration asks of them. */
export interface HostClass {
  arch: string;
  basePageBytes: number | null;
  /** Of the profile: `ready`, `restricted`, `not_ready`, `unknown`, or `not_judged` where the report lacks it. */
  state: string;
  reason: string | null;
  who: string | null;
  /** Smallest piece that a host takes as a destination; null: a whole page of whatever size the memory has. */
  granuleBytes: number | null;
  hosts: number;
  /** The first of them by name. */
  example: string;
  /** The first thousand of them, by name. */
  names: string[];
}

/** Before their names are asked for. */
export type Alike = Omit<HostClass, 'names'>;

type Pool = Pick<HostClass, 'arch' | 'basePageBytes'>;

/** Hosts that lack the same. */
export interface Fix extends Pool {
  /** What every host of the pool can do once it is done. */
  goal: 'ready' | 'finest';
  /** Who must act; of several causes, who must act first. */
  who: string | null;
  reason: string | null;
  /** The causes that the reason names: all of them are to be mended before a host is ready. */
  needs: string[];
  hosts: number;
}

/** One thing that is missing, however much else is. */
export interface Cause extends Pool {
  cause: string;
  /** Hosts that lack it. */
  hosts: number;
  /** Those of them that lack nothing else that they tell. */
  alone: number;
}

export const isReady = ({ state }: Pick<HostClass, 'state'>): boolean =>
  state === 'ready' || state === 'restricted';
export const poolOf = ({ arch, basePageBytes }: Pool): string => JSON.stringify([arch, basePageBytes]);
export const samePool = (a: Pool, b: Pool): boolean =>
  a.arch === b.arch && a.basePageBytes === b.basePageBytes;

/**
 * Two goals: all ready, at the granule that all have; and all at the finest that one of them has. A fix is for the
 * hosts that lack exactly the same: who lacks more is not ready once a part of it is done.
 */
export function fixesOf(classes: readonly Alike[]): Fix[] {
  const fixes = new Map<string, Fix>();
  const add = (one: Alike, goal: Fix['goal'], who: string | null, reason: string | null): void => {
    const { arch, basePageBytes } = one;
    const key = JSON.stringify([arch, basePageBytes, goal, who, reason]);
    const fix = fixes.get(key) ?? {
      arch,
      basePageBytes,
      goal,
      who,
      reason,
      needs: needsOf(reason),
      hosts: 0,
    };
    fix.hosts += one.hosts;
    fixes.set(key, fix);
  };
  const finest = new Map<string, number>();
  for (const one of classes) {
    const pool = poolOf(one);
    finest.set(pool, Math.min(granule(one), finest.get(pool) ?? Number.POSITIVE_INFINITY));
  }
  for (const one of classes) {
    if (!isReady(one)) add(one, 'ready', one.who, one.reason);
    if (granule(one) > Number(finest.get(poolOf(one)))) add(one, 'finest', 'kernel_build', 'hgm');
  }
  return [...fixes.values()];
}

/** The causes of all hosts that are not ready, the one that most lack first. */
export function causesOf(classes: readonly Alike[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const one of classes.filter((each) => !isReady(each))) {
    const needs = needsOf(one.reason);
    for (const cause of needs) {
      const { arch, basePageBytes } = one;
      const key = JSON.stringify([arch, basePageBytes, cause]);
      const found = causes.get(key) ?? { arch, basePageBytes, cause, hosts: 0, alone: 0 };
      found.hosts += one.hosts;
      if (needs.length === 1) found.alone += one.hosts;
      causes.set(key, found);
    }
  }
  return [...causes.values()].sort((a, b) => b.hosts - a.hosts);
}

/** As src/profiles/reasons.ts joins them. */
const needsOf = (reason: string | null): string[] =>
  reason === null ? [] : [...new Set(reason.split('; '))];

const granule = ({ granuleBytes }: Alike): number => granuleBytes ?? Number.POSITIVE_INFINITY;
