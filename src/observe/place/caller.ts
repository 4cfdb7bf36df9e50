/** Who the experiments ran as, from the answers of their own calls. */
import { INITIAL_USER_NAMESPACE } from '../files/caller/ran-as.js';
import type { Experiment, RanAs } from '../observations.js';

/**
 * What the experiment `caller` saw, over what files told: in a child that took on somebody else's rights only its
 * own calls count, and where /proc is not mounted there are no files. A seccomp filter and a label of a security
 * module are inherited, so theirs are those of the process that asks.
 */
export function ranAsSeen(told: RanAs, experiments: readonly Experiment[]): RanAs {
  const calls = experiments.find(({ id }) => id === 'caller')?.calls ?? [];
  const answer = (name: string) => calls.find(({ step }) => step === name);
  const returned = (name: string): number | null => {
    const ret = answer(name)?.ret;
    return ret === undefined || ret === null || ret < 0 ? null : ret;
  };
  const effective = answer('capabilities')?.out.effective;
  const inode = answer('user_namespace')?.out.inode;
  const noNewPrivs = returned('no_new_privs');
  return {
    ...told,
    euid: returned('euid') ?? told.euid,
    egid: returned('egid') ?? told.egid,
    groups: groups(experiments) ?? told.groups,
    capabilities: typeof effective === 'string' ? effective : told.capabilities,
    initialUserNamespace: inode === undefined ? told.initialUserNamespace : inode === INITIAL_USER_NAMESPACE,
    noNewPrivs: noNewPrivs === null ? told.noNewPrivs : noNewPrivs === 1,
  };
}

function groups(experiments: readonly Experiment[]): number[] | null {
  const calls = experiments.find(({ id }) => id === 'caller')?.calls ?? [];
  const count = calls.find(({ step }) => step === 'groups')?.ret ?? -1;
  const ids = calls.filter(({ step }) => /^groups\d+$/.test(step)).flatMap(({ out }) => Object.values(out));
  return ids.length === count ? ids.map(Number) : null;
}
