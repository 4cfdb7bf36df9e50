import { judge } from '../document/index.js';
import type { Observations } from '../observe/observations.js';
import type { Report } from '../report/contract.js';
import { profilesOf } from './profiles.js';
import { parseTtl } from './values/ttl.js';

export interface Judging {
  judge: (observations: Observations) => Report;
  /** Whom the profiles know as users of their consumers. */
  users: string[];
}

/**
 * Reads what judging needs and gives the judge: before a run, so that a bad profile costs nobody its seconds.
 *
 * @throws Fault: 64 for an empty name or no time, 65 for a bad profile, 74 for a folder that can't be read
 */
export async function judging(flags: {
  ttl?: string | undefined;
  profiles?: string | undefined;
}): Promise<Judging> {
  const ttlMs = parseTtl(flags.ttl);
  const profiles = await profilesOf(flags);
  return {
    judge: (observations) => judge(observations, { profiles, ttlMs }),
    users: [...new Set(profiles.flatMap(({ users }) => users))],
  };
}
