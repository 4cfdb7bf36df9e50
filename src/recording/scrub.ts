import type { DeviceCgroup, Observations } from '../observe/observations.js';

/**
 * The same observations without what tells this host from another of its kind: machine id, boot id and host
 * name, and the names of account and cgroup, and which of them run consumers. The kernel's release and build stay, and the security label: a verdict is made of them.
 */
export function scrubbed(observations: Observations): Observations {
  const { host, ranAs, layers, takenOn, caller } = observations;
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
    users: null,
  };
}

/** The path of a cgroup may name a container, a guest or a customer. */
const withoutPath = <T extends { deviceCgroup: DeviceCgroup | null }>(of: T): T => ({
  ...of,
  deviceCgroup: of.deviceCgroup && { ...of.deviceCgroup, path: '/scrubbed' },
});
