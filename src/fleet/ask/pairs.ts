/** Who can migrate to whom, and what would make them all alike. */
import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import { type Engine, literal } from '../engine.js';
import { type Cut, cutOf } from './cut.js';
import {
  type Cause,
  causesOf,
  type Fix,
  fixesOf,
  type HostClass,
  isReady,
  poolOf,
  samePool,
} from './fixes.js';

export interface Pair {
  /** Places in `classes`. */
  from: number;
  to: number;
  granuleBytes: number | null;
  /** Ordered pairs of two different hosts. */
  pairs: number;
}

export type { Cause, Fix, HostClass } from './fixes.js';

export interface Pairs {
  profile: string;
  classes: HostClass[];
  pairs: Pair[];
  /** Ordered pairs of all hosts, those of classes that are not listed, too. */
  allPairs: number;
  fixes: Fix[];
  /** Each thing that some host lacks to be ready, the one that most hosts lack first. */
  causes: Cause[];
  cuts: Cut[];
}

/** Each with each other is the square of it. */
const MAX_CLASSES = 200;
const MAX_LISTED = 1000;

/** @throws Fault (64) for a profile that no report speaks of */
export async function askPairs(engine: Engine, profile: string): Promise<Pairs> {
  await known(engine, profile);
  const all = await engine.rows<HostClass>(
    `SELECT arch, base_page_bytes AS "basePageBytes", coalesce(state, 'not_judged') AS state, reason, who,
       "granuleBytes", sum(n)::BIGINT AS hosts, min(example) AS example
     FROM (SELECT profiles, arch, base_page_bytes, CASE WHEN hgm_state = 'supported' THEN hgm_granule_bytes END AS "granuleBytes",
         count(*) AS n, min(host_name) AS example FROM counted GROUP BY 1, 2, 3, 4)
       LEFT JOIN (SELECT profiles, state, reason, who FROM verdict WHERE id = ${literal(profile)}) USING (profiles)
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY arch, 2, hosts DESC, state, reason, 6`,
  );
  const classes = all.length <= MAX_CLASSES ? all : largest(all);
  const [fixes, causes] = [fixesOf(all), causesOf(all)];
  return {
    profile,
    classes,
    pairs: pairsOf(classes),
    allPairs: countPairs(all),
    fixes: fixes.slice(0, MAX_LISTED),
    causes: causes.slice(0, MAX_LISTED),
    cuts: [
      ...cutOf('classes', classes.length, all.length),
      ...cutOf('fixes', MAX_LISTED, fixes.length),
      ...cutOf('causes', MAX_LISTED, causes.length),
    ],
  };
}

/** The classes with most hosts, in the order that they had. */
function largest(all: readonly HostClass[]): HostClass[] {
  const kept = new Set([...all].sort((a, b) => b.hosts - a.hosts).slice(0, MAX_CLASSES));
  return all.filter((one) => kept.has(one));
}

/** Of each pool: who is ready takes from all others. */
function countPairs(all: readonly HostClass[]): number {
  const pools = new Map<string, { hosts: number; ready: number }>();
  for (const one of all) {
    const pool = pools.get(poolOf(one)) ?? { hosts: 0, ready: 0 };
    pool.hosts += one.hosts;
    if (isReady(one)) pool.ready += one.hosts;
    pools.set(poolOf(one), pool);
  }
  return [...pools.values()].reduce((sum, { hosts, ready }) => sum + ready * (hosts - 1), 0);
}

async function known(engine: Engine, profile: string): Promise<void> {
  const names = (await engine.rows<{ id: string }>('SELECT DISTINCT id FROM verdict ORDER BY 1')).map(
    ({ id }) => id,
  );
  if (names.length === 0 || names.includes(profile)) return;
  const near = nearest(profile, names, 1)[0];
  const hint = near === undefined ? `they have ${names.slice(0, 12).join(', ')}` : `did you mean ${near}?`;
  throw usageFault(`no report speaks of the profile ${profile}; ${hint}`);
}

/** The destination serves the faults, so it is the one that must be ready; the source only sends. */
function pairsOf(classes: readonly HostClass[]): Pair[] {
  return classes.flatMap((source, from) =>
    classes.flatMap((target, to) => {
      const pairs = source.hosts * (from === to ? target.hosts - 1 : target.hosts);
      if (!isReady(target) || !samePool(source, target) || pairs === 0) return [];
      return [{ from, to, granuleBytes: target.granuleBytes, pairs }];
    }),
  );
}
