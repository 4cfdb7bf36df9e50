/**
 * What a run in the place of a process could not take over of it. Such a thing can only refuse more, or less, than
 * what this run met: what worked here is then open, and so is a refusal that is this run's own.
 */

import { escaped } from '../../ground/escape.js';
import type { LikeProcess, Observations, Rlimits } from '../../observe/observations.js';
import type { Gate, NotTakenOver } from '../../report/contract.js';
import type { Context } from '../context.js';
import { type Finding, works } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { pagesNotTakenOver } from '../pools/pages-not-taken-over.js';
import type { Way } from './layers.js';

type Doubt = `${'seccomp' | 'lsm' | 'landlock' | 'device_cgroup' | 'rlimits'}_not_taken_over`;

/** The report's list; empty for a run that took nobody's place, or that of a user. */
export function notTakenOver(of: Observations): NotTakenOver[] {
  const process = of.takenOn?.process ?? null;
  if (process === null) return [];
  const { ranAs } = of;
  const found: NotTakenOver[] = [];
  if (process.seccompMode !== 0 || ranAs.seccompMode !== 0) {
    const theirs = seccompWords(process.seccompMode, process.seccompFilters);
    const ours = seccompWords(ranAs.seccompMode, of.layers?.seccompFilters ?? null);
    const detail = `process ${process.pid}: ${theirs}; this run: ${ours}`;
    found.push({ layer: 'seccomp', detail, matters: true });
  }
  if (process.lsmLabel !== ranAs.lsmLabel) {
    const detail = `process ${process.pid}: ${label(process.lsmLabel)}; this run: ${label(ranAs.lsmLabel)}`;
    found.push({ layer: 'lsm', detail, matters: true });
  }
  if (landlockInDoubt(of)) {
    const detail = `Landlock may run here, and no file tells whether process ${process.pid} has restricted itself by it`;
    found.push({ layer: 'landlock', detail, matters: true });
  }
  if (process.sameCgroup !== true) {
    const { deviceCgroup } = process;
    const path = deviceCgroup === null ? 'a cgroup that could not be read' : escaped(deviceCgroup.path);
    const detail = `process ${process.pid}: ${path}, devices ${deviceCgroup?.devices ?? 'unreadable'}`;
    found.push({ layer: 'device_cgroup', detail, matters: devicesInDoubt(process) });
  }
  const tighter = tighterLimits(process);
  if (tighter.length > 0) {
    const detail = `process ${process.pid}: ${tighter.map(limitWords).join(', ')}; this run has more`;
    found.push({ layer: 'rlimits', detail, matters: tighter.some(couldMatter) });
  }
  if (process.noNewPrivs === false && ranAs.noNewPrivs === true) {
    const detail = `this run: set, process ${process.pid}: not; it counts at execve(2) only`;
    found.push({ layer: 'no_new_privs', detail, matters: false });
  }
  return [...found, ...pagesNotTakenOver(of, process)];
}

/** One way in, with what is in doubt about it. */
export function doubtWay(of: Observations, way: Way, found: Finding): Finding {
  return doubted(found, doubtOf(of, way), ownGates(of, found));
}

/**
 * A row that needs a descriptor: in doubt where every way to one is. `found` is as good as the ways that opened for
 * this run, so the device's doubt counts only where no call opened.
 */
export function doubtRow(of: Observations, callOpens: boolean, found: Finding): Finding {
  return doubted(found, doubtOf(of, callOpens ? 'syscall' : 'device'), null);
}

function doubted(found: Finding, doubt: Doubt | null, own: string | null): Finding {
  const { gate: _gate, action: _action, ...rest } = found;
  if (own !== null) return { ...rest, state: 'unknown', reason: own };
  return doubt === null || !works(found) ? found : { ...rest, state: 'unknown', reason: doubt };
}

function doubtOf(of: Observations, way: Way): Doubt | null {
  const process = of.takenOn?.process ?? null;
  if (process === null) return null;
  if (process.seccompMode !== 0) return 'seccomp_not_taken_over';
  if (process.lsmLabel !== of.ranAs.lsmLabel) return 'lsm_not_taken_over';
  if (tighterLimits(process).some(couldMatter)) return 'rlimits_not_taken_over';
  if (way === 'device' && landlockInDoubt(of)) return 'landlock_not_taken_over';
  return way === 'device' && devicesInDoubt(process) ? 'device_cgroup_not_taken_over' : null;
}

/** A refusal by what this run has and the process may not have. */
function ownGates(of: Observations, { gate, reason }: Finding): string | null {
  const process = of.takenOn?.process ?? null;
  if (process === null) return null;
  const stays: Partial<Record<Gate, boolean>> = {
    seccomp: true,
    lsm: process.lsmLabel !== of.ranAs.lsmLabel,
    device_node: reason === 'device_cgroup' && process.sameCgroup !== true,
  };
  return gate !== undefined && stays[gate] === true
    ? `own_${gate === 'device_node' ? reason : gate}_stays`
    : null;
}

const devicesInDoubt = ({ sameCgroup, deviceCgroup }: LikeProcess): boolean =>
  sameCgroup !== true && deviceCgroup?.devices !== 'open';

/**
 * A Landlock domain shows in no file, and it can refuse the device, never the calls: it knows files only
 * (security/landlock/fs.c). So wherever it runs, or nobody can tell, a process may have one.
 */
const landlockInDoubt = (of: Observations): boolean =>
  of.layers?.lsms?.includes('landlock') ?? !landlockRuledOut(of);

/**
 * Not built in, or not started: the call for its version then answers ENOSYS or EOPNOTSUPP (security/landlock/syscalls.c).
 * It is made where no filter stands that could answer so.
 */
function landlockRuledOut(of: Observations): boolean {
  const errno = step(experiment(of, 'caller'), 'landlock')?.errno;
  return of.witnesses.kconfig.landlock === 'n' || errno === 'ENOSYS' || errno === 'EOPNOTSUPP';
}

type Tighter = readonly [limit: keyof Rlimits, soft: number];

/** Limits of the process that this run, whose own are higher, did not meet. */
function tighterLimits({ rlimits, ownRlimits }: LikeProcess): Tighter[] {
  if (rlimits === null) return [];
  return (Object.entries(rlimits) as [keyof Rlimits, number | null][]).flatMap(([limit, soft]) => {
    const own = ownRlimits?.[limit] ?? null;
    return soft !== null && (own === null || soft < own) ? [[limit, soft] as const] : [];
  });
}

/** Below these an experiment could run into them, whatever the process holds already; memory has no such figure. */
const PLENTY: Readonly<Partial<Record<keyof Rlimits, number>>> = { nofile: 1024, nproc: 1024 };

const couldMatter = ([limit, soft]: Tighter): boolean => soft < (PLENTY[limit] ?? Number.POSITIVE_INFINITY);

const limitWords = ([limit, soft]: Tighter): string => `RLIMIT_${limit.toUpperCase()} ${soft}`;

function seccompWords(mode: number | null, filters: number | null): string {
  if (mode === null) return 'seccomp unreadable';
  if (mode === 0) return 'no seccomp filter';
  return mode === 1 ? 'strict seccomp' : `seccomp filter${filters === null ? '' : ` (${filters})`}`;
}

const label = (text: string | null): string => (text === null ? 'no label' : `label ${escaped(text)}`);

/**
 * What an experiment with a descriptor found, where the one whose place this run took may get none. `full`: one
 * of user mode only does not do.
 */
export function inDoubt({ observations }: Context, found: Finding, full = false): Finding {
  const ways = experiment(observations, 'ways');
  const callOpens = succeeded(step(ways, 'syscall')) || (!full && succeeded(step(ways, 'user_mode_only')));
  return doubtRow(observations, callOpens, found);
}

/** A row that needs /dev/kvm, of which no other way leads around. */
export const kvmInDoubt = ({ observations }: Context, found: Finding): Finding =>
  doubtRow(observations, false, found);
