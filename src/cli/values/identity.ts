import { usageFault } from '../../ground/fault.js';
import type { IdentityRequest } from '../../observe/place/identity-request.js';

/** What those flags say. */
export interface IdentityFlags {
  as?: string | undefined;
  'like-pid'?: string | undefined;
}

/** Largest process id that Linux gives out, PID_MAX_LIMIT. */
const LARGEST_PID = 4_194_304;

/** @throws Fault (64) for flags that contradict each other or name nothing */
export function parseIdentity(flags: IdentityFlags): IdentityRequest | null {
  const { as, 'like-pid': likePid } = flags;
  if (as !== undefined && likePid !== undefined)
    throw usageFault('--as and --like-pid name two callers; give one of them');
  if (likePid !== undefined) return { how: 'like_pid', pid: processId(likePid) };
  return as === undefined ? null : { how: 'as', ...userAndGroup(as) };
}

function processId(text: string): number {
  const pid = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (pid < 1 || pid > LARGEST_PID) throw usageFault(`--like-pid ${text} is not the number of a process`);
  return pid;
}

function userAndGroup(text: string): { user: string; group: string | null } {
  const [, user = '', group = null] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  // A name that begins like a flag is no name, and would be one to the programs that are asked.
  const bad = user === '' || group === '' || /^-|[:\0\n]/.test(user) || /^-|[:\0\n]/.test(group ?? '');
  if (bad) throw usageFault(`--as ${text} is not USER or USER:GROUP`);
  return { user, group };
}
