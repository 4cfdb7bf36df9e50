import { isBefore } from '../capabilities/since.js';
import type { Report } from '../report/contract.js';
import type { Finding } from './answer.js';
import type { KernelTerm } from './language/expression.js';

/** For what a consumer stumbles over that no row shows: an older kernel has it not, a newer one may. */
export function kernelFinding({ host }: Report, { text, before }: KernelTerm): Finding {
  const older = isBefore(host.kernelRelease, before);
  return {
    term: text,
    truth: older ? 'met' : 'cannot_tell',
    why: `${older ? 'older' : 'not older'} (Linux ${host.kernelRelease})`,
    who: null,
    evidence: [],
  };
}
