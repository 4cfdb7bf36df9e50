/** One more run in the place of a user, as `--as` takes it: the experiments that rights decide, without pages or times. */

import type { Experiment, Layers, RanAs, Settings, UserRun } from '../observations.js';
import { planUser } from '../plan/plan.js';
import type { Situation } from '../plan/planned.js';
import { callWouldLog } from '../plan/quiet.js';
import { ProgramError } from '../program/program-error.js';
import { runPlans } from '../program/run-plans.js';
import { ranAsSeen } from './caller.js';
import { IdentityError } from './identity-error.js';
import { type Account, groupsAreLocal, membership } from './local-accounts.js';
import { identityOf } from './user-identity.js';

/** What a run has of itself when it looks for others. */
export interface OwnRun {
  host: Omit<Situation, 'quiet' | 'latency' | 'deviceOnly' | 'borrows'>;
  settings: Settings;
  ranAs: RanAs;
  layers: Layers;
  experiments: readonly Experiment[];
}

const CAP_SETGID = 6n;
const CAP_SETUID = 7n;

/** Never throws for what stands in the way of a run that nobody asked for: it is said, and nothing was tried. */
export async function runAsUser(user: Account, own: OwnRun): Promise<UserRun> {
  const { name, uid } = user;
  const { host, settings, ranAs, layers } = own;
  const nobody = { name, uid, ranAs: { ...ranAs, user: name, euid: uid }, layers, experiments: [] };
  const why = whyNotTried(own);
  if (why !== null) return { ...nobody, untried: why };
  let lost: string | null = null;
  try {
    const identity = identityOf({ ...user, title: name }, await groupsOf(user), ranAs);
    const plans = planUser({ ...host, quiet: callWouldLog(settings, identity.expected) });
    const experiments = await runPlans(plans, identity, {
      onLoss: (text) => {
        lost = text;
      },
    });
    return {
      name,
      uid,
      untried: lost,
      ranAs: ranAsSeen(identity.expected, experiments),
      layers: { ...layers, outerUid: identity.outerUid },
      experiments,
    };
  } catch (error) {
    if (!(error instanceof IdentityError) && !(error instanceof ProgramError)) throw error;
    return { ...nobody, untried: error.message };
  }
}

/** A program is asked only where files do not know: 10 ms of a run that nobody asked for this. */
async function groupsOf(user: Account): Promise<number[]> {
  return groupsAreLocal() ? membership(user.name) : (await import('./accounts.js')).groupsOf(user);
}

/**
 * Becoming another is calls that this run has not made, and a refusal of one may be a line in a log: of a security
 * module, or of a filter. So is a second refusal of what this run itself was refused.
 */
function whyNotTried({ ranAs, layers, experiments }: OwnRun): string | null {
  if (!maySwitch(ranAs)) return 'this run has no CAP_SETUID and CAP_SETGID';
  if (ranAs.seccompMode !== 0) return 'a seccomp filter holds here, which may log what it refuses';
  if (isConfined(ranAs, layers)) return 'a security module confines this run, and logs what it refuses';
  const refused = refusedWay(experiments);
  return refused === null ? null : `root itself is refused here (${refused}), and each refusal may be logged`;
}

function maySwitch({ capabilities }: RanAs): boolean {
  const held = BigInt(capabilities ?? 0);
  return [CAP_SETGID, CAP_SETUID].every((bit) => ((held >> bit) & 1n) === 1n);
}

/** SELinux has domains that it does not confine, by the names of its policies. */
const isConfined = ({ lsmLabel }: RanAs, { lsmEnforces }: Layers): boolean =>
  lsmEnforces === true && !/unconfined/.test(lsmLabel ?? '');

/** The way in that a security module did not give to root, or that it was lost on: the same stands before a child. */
function refusedWay(experiments: readonly Experiment[]): string | null {
  const ways = experiments.find(({ id }) => id === 'ways');
  if (ways?.end !== 'done') return 'ways';
  const refused = ways.calls.find(({ errno, ret }) => ret === null || errno === 'EACCES');
  return refused === undefined ? null : `${refused.step}: ${refused.errno ?? 'lost'}`;
}
