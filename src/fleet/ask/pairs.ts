/** Who can migrate to whom, and what would make them all alike. */
import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import { type Engine, literal } from '../engine.js';
import { type Cause, causesOf, type Fix, fixesOf, type HostClass, isReady, samePool } from './fixes.js';

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
  fixes: Fix[];
  /** Each thing that some host lacks to be ready, the one that most hosts lack first. */
  causes: Cause[];
}

/** @throws Fault (64) for a profile that no report speaks of */
export async function askPairs(engine: Engine, profile: string): Promise<Pairs> {
  await known(engine, profile);
  const one = `list_extract(map_extract(profiles, ${literal(profile)}), 1)`;
  const classes = await engine.rows<HostClass>(
    `SELECT arch, base_page_bytes AS "basePageBytes", coalesce(${one}.state, 'not_judged') AS state,
       ${one}.reason AS reason, ${one}.who AS who,
       CASE WHEN hgm_state = 'supported' THEN hgm_granule_bytes END AS "granuleBytes",
       count(*) AS hosts, min(host_name) AS example
     FROM host GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY arch, 2, hosts DESC, state, reason, 6`,
  );
  return { profile, classes, pairs: pairsOf(classes), fixes: fixesOf(classes), causes: causesOf(classes) };
}

async function known(engine: Engine, profile: string): Promise<void> {
  const names = (await engine.rows<{ id: string }>('SELECT DISTINCT id FROM profile ORDER BY 1')).map(
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
