import type { DeviceCgroup, Observations, UserRun } from '../observe/observations.js';

/**
 * The same observations without what tells this host from another of its kind: machine id, boot id and host
 * name, and the names of account and cgroup. The kernel's release and build stay, and the security label, and the
 * users that profiles name, whom a package calls the same on every host: a verdict is made of them.
 */
export function scrubbed(observations: Observations): Observations {
  const { host, ranAs, layers, takenOn, caller, users } = observations;
  const process = takenOn?.process ?? null;
  return {
    ...observations,
    host: { ...host, id: null, bootId: null, name: 'scrubbed' },
    ranAs: { ...ranAs, user: null },
    layers: layers && withoutPath(layers),
    takenOn: takenOn && { ...takenOn, process: process && withoutPath(process) },
    caller: caller && {
      ...caller,
      ranAs: { ...caller.ranAs, user: null },
      layers: caller.layers && withoutPath(caller.layers),
    },
    users: users?.map(withoutNames) ?? null,
  };
}

const withoutNames = (user: UserRun): UserRun => ({
  ...user,
  ranAs: { ...user.ranAs, user: null },
  layers: user.layers && withoutPath(user.layers),
});

/** The path of a cgroup may name a container, a guest or a customer. */
const withoutPath = <T extends { deviceCgroup: DeviceCgroup | null }>(of: T): T => ({
  ...of,
  deviceCgroup: of.deviceCgroup && { ...of.deviceCgroup, path: '/scrubbed' },
});
