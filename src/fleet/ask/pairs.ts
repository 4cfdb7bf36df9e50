/** Who can migrate to whom, and what would make them all alike. */
import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import { type Engine, literal } from '../engine.js';
import { type Cut, cutOf } from './cut.js';
import {
  type Alike,
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
/** Of each class. */
const MAX_NAMES = 1000;

const GRANULE = "CASE WHEN hgm_state = 'supported' THEN hgm_granule_bytes END";

/** @throws Fault (64) for a profile that no report speaks of */
export async function askPairs(engine: Engine, profile: string): Promise<Pairs> {
  await known(engine, profile);
  const all = await engine.rows<Alike>(
    `SELECT arch, base_page_bytes AS "basePageBytes", coalesce(state, 'not_judged') AS state, reason, who,
       "granuleBytes", sum(n)::BIGINT AS hosts, min(example) AS example
     FROM (SELECT profiles, arch, base_page_bytes, ${GRANULE} AS "granuleBytes",
         count(*) AS n, min(host_name) AS example FROM counted GROUP BY 1, 2, 3, 4)
       LEFT JOIN (${verdictsOf(profile)}) USING (profiles)
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY arch, 2, hosts DESC, state, reason, 6`,
  );
  const classes = await named(engine, profile, all.length <= MAX_CLASSES ? all : largest(all));
  const sum = (of: (one: HostClass) => number): number => classes.reduce((total, one) => total + of(one), 0);
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
      ...cutOf(
        'names',
        sum(({ names }) => names.length),
        sum(({ hosts }) => hosts),
      ),
      ...cutOf('fixes', MAX_LISTED, fixes.length),
      ...cutOf('causes', MAX_LISTED, causes.length),
    ],
  };
}

const verdictsOf = (profile: string): string =>
  `SELECT profiles, state, reason, who FROM verdict WHERE id = ${literal(profile)}`;

/** Who is in each: asked of those that are listed alone, so that it costs the same however many there are. */
async function named(engine: Engine, profile: string, classes: readonly Alike[]): Promise<HostClass[]> {
  await engine.run(`CREATE OR REPLACE TEMP TABLE listed (place BIGINT, arch VARCHAR, base_page_bytes BIGINT, state VARCHAR,
    reason VARCHAR, who VARCHAR, granule BIGINT)`);
  await engine.append(
    'listed',
    classes.map((one, at) => [
      ...[at, one.arch, one.basePageBytes, one.state, one.reason, one.who, one.granuleBytes],
    ]),
    'temp',
  );
  const names = await engine.rows<{ place: number; names: string[] }>(
    `SELECT listed.place, min(host_name, ${MAX_NAMES}) AS names
     FROM (SELECT profiles, host_name, arch, base_page_bytes, ${GRANULE} AS granule FROM counted) AS one
       LEFT JOIN (${verdictsOf(profile)}) AS said USING (profiles)
       JOIN listed ON listed.arch = one.arch AND listed.state = coalesce(said.state, 'not_judged')
         AND listed.base_page_bytes IS NOT DISTINCT FROM one.base_page_bytes
         AND listed.reason IS NOT DISTINCT FROM said.reason AND listed.who IS NOT DISTINCT FROM said.who
         AND listed.granule IS NOT DISTINCT FROM one.granule
     GROUP BY 1`,
  );
  const of = new Map(names.map((one) => [one.place, one.names]));
  return classes.map((one, at) => ({ ...one, names: of.get(at) ?? [] }));
}

/** The classes with most hosts, in the order that they had. */
function largest(all: readonly Alike[]): Alike[] {
  const kept = new Set([...all].sort((a, b) => b.hosts - a.hosts).slice(0, MAX_CLASSES));
  return all.filter((one) => kept.has(one));
}

/** Of each pool: who is ready takes from all others. */
function countPairs(all: readonly Alike[]): number {
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
