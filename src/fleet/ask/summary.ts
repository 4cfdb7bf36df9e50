/** How many hosts there are of what. */
import type { Engine } from '../engine.js';
import { type Cut, cutOf } from './cut.js';

export interface Count<T = string> {
  value: T | null;
  /** That count; see `includeExpired`. */
  hosts: number;
  /** Whose report was past its time: beside `hosts`, or with `includeExpired` among them. */
  expired: number;
}

export interface ProfileCount {
  profile: string;
  state: string;
  hosts: number;
}

export interface Summary {
  by: {
    verdict: Count[];
    granuleBytes: Count<number>[];
    kernel: Count[];
    arch: Count[];
    gate: Count[];
  };
  profiles: ProfileCount[];
  cuts: Cut[];
}

const DIMENSIONS = {
  verdict: 'hgm_state',
  granuleBytes: 'hgm_granule_bytes',
  kernel: 'kernel_release',
  arch: 'arch',
  gate: 'gate',
} as const;

/** Values of one kind that are listed; a million strangers may bring a million kernels. */
const MAX_VALUES = 1000;

export async function askSummary(engine: Engine): Promise<Summary> {
  const cuts: Cut[] = [];
  const listed = async <T extends object>(list: string, sql: string, order: string): Promise<T[]> => {
    const rows = await engine.rows<T & { of_all: number }>(
      `SELECT *, count(*) OVER () AS of_all FROM (${sql}) ORDER BY ${order} LIMIT ${MAX_VALUES}`,
    );
    cuts.push(...cutOf(list, rows.length, rows[0]?.of_all ?? 0));
    return rows.map(({ of_all: _, ...row }) => row as unknown as T);
  };
  const by: Partial<Record<string, object[]>> = {};
  for (const [name, column] of Object.entries(DIMENSIONS))
    by[name] = await listed(
      `by.${name}`,
      `SELECT ${column} AS value, count(*) FILTER (counts) AS hosts, count(*) FILTER (expired) AS expired
       FROM host GROUP BY 1`,
      'hosts DESC, expired DESC, value',
    );
  const profiles = await listed<ProfileCount>(
    'profiles',
    `SELECT id AS profile, state, sum(n)::BIGINT AS hosts
     FROM (SELECT profiles, count(*) AS n FROM counted GROUP BY 1) JOIN verdict USING (profiles) GROUP BY 1, 2`,
    'profile, hosts DESC, state',
  );
  return { by: by as Summary['by'], profiles, cuts };
}
