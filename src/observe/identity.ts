/** Taking somebody else's place: whom the request means, and what to say where the kernel does not let it. */
import type { NativeIdentity } from './addon.js';
import { IdentityError } from './identity-error.js';
import { errnoName } from './names.js';
import type { RanAs, TakenOn } from './observations.js';

/** `--as USER[:GROUP]` or `--like-pid PID`, as typed. */
export type IdentityRequest =
  | { how: 'as'; user: string; group: string | null }
  | { how: 'like_pid'; pid: number };

export interface Identity {
  takenOn: TakenOn;
  native: NativeIdentity;
  /** What the children should turn out to be; what they are, they say themselves. */
  expected: RanAs;
  /** User id outside of the user namespace that is joined. */
  outerUid: number;
  /** For messages: `user nobody`, `process 4711`. */
  title: string;
  /** Whether whom this means is still there. */
  isThere(): boolean;
  close(): void;
}

/** @throws IdentityError where nobody is meant, or where it may not be looked at */
export async function resolveIdentity(request: IdentityRequest, own: RanAs): Promise<Identity> {
  if (request.how === 'as') return (await import('./as.js')).findUser(request, own);
  return (await import('./like-pid.js')).findProcess(request.pid, own);
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
