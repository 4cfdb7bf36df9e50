/** How profiles stand for the users of their consumers, each judged as a run of its own. */
import type { Observations, UserRun } from '../observe/observations.js';
import { assess } from '../profiles/assess.js';
import type { Profile } from '../profiles/profile.js';
import type { Report, UserVerdict } from '../report/contract.js';

/** @param judge what makes a report of observations */
export function judgeUsers(
  of: Observations,
  profiles: readonly Profile[],
  judge: (observations: Observations) => Report,
): UserVerdict[] | null {
  return (
    of.users?.map((run) => {
      const own = profiles.filter(({ users }) => users.includes(run.name));
      return { name: run.name, uid: run.uid, profiles: verdicts(of, run, own, judge) };
    }) ?? null
  );
}

function verdicts(
  of: Observations,
  run: UserRun,
  profiles: readonly Profile[],
  judge: (observations: Observations) => Report,
): UserVerdict['profiles'] {
  if (run.untried !== null) {
    const verdict = { state: 'unknown' as const, reason: `not tried: ${run.untried}`, who: null };
    return Object.fromEntries(profiles.map(({ name }) => [name, verdict]));
  }
  const report = judge(asRunOf(of, run));
  return Object.fromEntries(
    profiles.map((profile) => {
      const { missing: _missing, ...verdict } = assess(report, profile).verdict;
      return [profile.name, verdict];
    }),
  );
}

/** The observations as if that user had run the tool, with no page taken and nothing timed. */
function asRunOf(of: Observations, { ranAs, layers, experiments }: UserRun): Observations {
  const borrows = of.borrows.map(({ pageBytes }) => ({ pageBytes, decision: 'declined' as const }));
  return {
    ...of,
    ranAs,
    layers,
    experiments,
    borrows,
    takenOn: { how: 'as', process: null },
    latency: false,
    bench: null,
    caller: null,
    users: null,
  };
}
