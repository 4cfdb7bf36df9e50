import { sizeWord } from '../../ground/size.js';
import type { Report, Rights } from '../../report/contract.js';

/** CAP_SYS_PTRACE of include/uapi/linux/capability.h: what userfaultfd(2) asks for. */
const CAP_SYS_PTRACE = 19n;

/** `web-17: Linux 6.18.44 on x86_64, base page 4K; run as root with CAP_SYS_PTRACE`. */
export function hostLine({ host, ranAs }: Report): string {
  return [`${machine({ host })}; ${run(ranAs)} ${caller(ranAs)}`, ...circumstances(ranAs)].join(', ');
}

export const machine = ({ host }: Pick<Report, 'host'>): string =>
  `${host.name}: Linux ${host.kernelRelease} on ${host.arch}, base page ${sizeWord(host.basePageBytes)}`;

/** Whom the report is about, in a word: `nobody`, `uid 1234`, `process 4711`. */
export function whose(of: Rights & Partial<Pick<Report['ranAs'], 'takenOn'>>): string {
  const pid = of.takenOn?.pid ?? null;
  return pid === null ? account(of) : `process ${pid}`;
}

/**
 * For which user an answer holds: `as root`, `as libvirt-qemu`, `as uid 65534`, `as process 4711 (uid 107)`. Root
 * without its capabilities, or of a user namespace, is another.
 */
export function asWhom(of: Rights & Partial<Pick<Report['ranAs'], 'takenOn'>>): string {
  const pid = of.takenOn?.pid ?? null;
  if (pid !== null) return `as process ${pid} (uid ${of.euid})`;
  const where = of.initialUserNamespace === false ? ' of a user namespace' : '';
  const bare = of.euid === 0 && of.capabilities !== null && BigInt(of.capabilities) === 0n;
  return `as ${account(of)}${where}${bare ? ' without capabilities' : ''}`;
}

const account = ({ user, euid }: Rights): string => user ?? (euid === 0 ? 'root' : `uid ${euid}`);

function run({ takenOn }: Report['ranAs']): string {
  if (takenOn === null) return 'run as';
  return takenOn.pid === null ? 'looked at as' : `looked at like process ${takenOn.pid},`;
}

function caller({ user, euid, capabilities }: Report['ranAs']): string {
  const number = euid === 0 ? 'root' : `uid ${euid}`;
  const name = user === null || user === 'root' ? number : `${user} (${number})`;
  if (capabilities === null) return name;
  const ptrace = ((BigInt(capabilities) >> CAP_SYS_PTRACE) & 1n) === 1n;
  return `${name} ${ptrace ? 'with' : 'without'} CAP_SYS_PTRACE`;
}

/** Only what is out of the ordinary. */
export function circumstances(ranAs: Report['ranAs']): string[] {
  const found: string[] = [];
  if (ranAs.initialUserNamespace === false) found.push('in a user namespace');
  if (ranAs.seccompMode === 2) found.push('under a seccomp filter');
  if (ranAs.seccompMode === 1) found.push('under strict seccomp');
  if (ranAs.noNewPrivs === true) found.push('no_new_privs');
  if (ranAs.lsmLabel !== null && ranAs.lsmLabel !== 'unconfined') found.push(`LSM label ${ranAs.lsmLabel}`);
  return found;
}
