/** How many hosts there are of what. */
import type { Engine } from '../engine.js';

export interface Count {
  value: string | null;
  hosts: number;
  /** Of them, those whose report is past its time. */
  expired: number;
}

export interface ProfileCount {
  profile: string;
  state: string;
  hosts: number;
}

export interface Summary {
  hosts: number;
  expired: number;
  by: Readonly<Record<(typeof DIMENSIONS)[number][0], Count[]>>;
  profiles: ProfileCount[];
}

const DIMENSIONS = [
  ['verdict', 'hgm_state'],
  ['granuleBytes', 'hgm_granule_bytes::VARCHAR'],
  ['kernel', 'kernel_release'],
  ['arch', 'arch'],
  ['gate', 'gate'],
] as const;

/** Values of one kind that are listed; a million strangers may bring a million kernels. */
const MAX_VALUES = 1000;

export async function askSummary(engine: Engine): Promise<Summary> {
  const [all] = await engine.rows<{ hosts: number; expired: number }>(
    'SELECT count(*) AS hosts, count(*) FILTER (expired) AS expired FROM host',
  );
  const by: Partial<Record<string, Count[]>> = {};
  for (const [name, column] of DIMENSIONS)
    by[name] = await engine.rows<Count>(
      `SELECT ${column} AS value, count(*) AS hosts, count(*) FILTER (expired) AS expired FROM host
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_VALUES}`,
    );
  // Few hosts differ in their profiles: what is alike is counted before it is taken apart.
  const profiles = await engine.rows<ProfileCount>(
    `SELECT one.key AS profile, one.value.state AS state, sum(n)::BIGINT AS hosts
     FROM (SELECT unnest(map_entries(profiles)) AS one, n FROM (SELECT profiles, count(*) AS n FROM host GROUP BY 1))
     GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2 LIMIT ${MAX_VALUES}`,
  );
  return { hosts: all?.hosts ?? 0, expired: all?.expired ?? 0, by: by as Summary['by'], profiles };
}
