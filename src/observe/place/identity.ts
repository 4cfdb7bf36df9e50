/** Taking somebody else's place: whom the request means, and what to say where the kernel does not let it. */

import { errnoName } from '../names.js';
import type { RanAs } from '../observations.js';
import { findUser } from './as.js';
import { IdentityError } from './identity-error.js';
import type { Identity, IdentityRequest } from './identity-request.js';
import { findProcess } from './like-pid.js';

/** @throws IdentityError where nobody is meant, or where it may not be looked at */
export function resolveIdentity(request: IdentityRequest, own: RanAs): Identity {
  return request.how === 'as' ? findUser(request, own) : findProcess(request.pid, own);
}

/** What each step of native/process/identity.cc needs, where this caller lacks it. */
const NEEDS: Readonly<Record<string, string>> = {
  setgroups: 'CAP_SETGID',
  setresgid: 'CAP_SETGID',
  setresuid: 'CAP_SETUID',
  setns: 'CAP_SYS_ADMIN and CAP_SYS_CHROOT, here and in the user namespace of that process',
  chroot: 'CAP_SYS_CHROOT',
  capset: 'every capability that is to be had there',
};

/** The error of `Addon.run` in words; any other comes back as it is. */
export function refusal(error: unknown, { title, isThere }: Identity): unknown {
  const { step, errno } = error as { step?: unknown; errno?: unknown };
  if (typeof step !== 'string' || typeof errno !== 'number') return error;
  const name = errnoName(errno);
  if (name === 'ESRCH' || !isThere())
    return new IdentityError('refused', `${title} ended while its place was to be taken; run again`);
  const needs = name === 'EPERM' ? NEEDS[step] : undefined;
  const advice =
    needs !== undefined
      ? `; it needs ${needs}`
      : step === 'setns' && name === 'EINVAL'
        ? '; joining the namespaces of a process needs Linux 5.8'
        : '';
  return new IdentityError('refused', `cannot become ${title}: ${step} says ${name}${advice}`, {
    cause: error,
  });
}
