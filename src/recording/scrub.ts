import type { Observations } from '../observe/observations.js';

/**
 * The same observations without what tells this host from another of its kind: machine id, boot id and host
 * name. The kernel's release and build stay, and the security label: a verdict is made of them.
 */
export function scrubbed(observations: Observations): Observations {
  return { ...observations, host: { ...observations.host, id: null, bootId: null, name: 'scrubbed' } };
}
