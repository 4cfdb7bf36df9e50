/**
 * Observing: knows the kernel and nothing of verdicts. Reads counters, runs the experiments in child
 * processes, reads the witnesses meanwhile, and gives back plain data.
 */

import { experiment } from './experiment.js';
import { readLayers } from './files/caller/layers.js';
import { readRanAs } from './files/caller/ran-as.js';
import { readSettings } from './files/caller/settings.js';
import { readHost } from './files/host.js';
import { readWitnesses } from './files/kernel/witnesses.js';
import { readHugeLimits } from './files/memory/huge-limits.js';
import { readPools, uncounted } from './files/memory/pools.js';
import { readThpBytes } from './files/memory/thp.js';
import type { CallerRun, Experiment, Observations, Pool, RanAs, Settings } from './observations.js';
import { ranAsSeen } from './place/caller.js';
import type { IdentityRequest } from './place/identity-request.js';
import { runAsUsers } from './place/users.js';
import { BORROW_AUTO, type BorrowRequest, decideBorrows } from './plan/borrow.js';
import { planRun, planSizes, type Situation } from './plan/plan.js';
import { callWouldLog, isSilent } from './plan/quiet.js';
import { loadAddon } from './program/addon.js';
import { runProgram } from './program/program.js';
import { runPlans, type Told } from './program/run-plans.js';

export type { IdentityRequest } from './place/identity-request.js';
export type { BorrowRequest } from './plan/borrow.js';

export interface ObserveOptions extends Told {
  borrow?: BorrowRequest;
  latency?: boolean;
  toolVersion?: string;
  /** Whose place the experiments take; that of this process where not given. */
  identity?: IdentityRequest | null;
  /** Users that consumers run as: a run as root looks at them that the host has, too; see `runAsUsers`. */
  users?: readonly string[];
}

/** Loaded by who asks for a place: it brings node:child_process, 2 ms of a start. */
const places = () => import('./place/identity.js');

/** Huge page sizes that this kernel has, in bytes, ascending. */
export async function hugePageSizes(): Promise<number[]> {
  const { pools } = await findPools();
  return pools.map((pool) => pool.pageBytes);
}

/**
 * @throws IdentityError where the place of the named user or process can't be taken; Error where the native part
 * does not load or the first process can't be forked
 */
export async function observe(options: ObserveOptions = {}): Promise<Observations> {
  const { borrow = BORROW_AUTO, latency = true, toolVersion = '' } = options;
  const addon = loadAddon();
  const collectedAt = new Date().toISOString();
  const settings = readSettings();
  const own = readRanAs();
  const identity = options.identity ? (await places()).resolveIdentity(options.identity, own) : null;
  try {
    const told = identity?.expected ?? own;
    const { pools, experiments: found } = await findPools();
    const sizes = pools.map((pool) => pool.pageBytes);
    const hugeLimits = readHugeLimits('/', 'self', sizes);
    const borrows = decideBorrows(borrow, pools, hugeLimits);
    const host = {
      pools,
      borrows,
      quietFaults: !isSilent(settings),
      thpBytes: readThpBytes(),
      kvm: settings.kvm?.inProcMisc === true,
    };
    const plans = planRun({ ...host, quiet: callWouldLog(settings, told), latency });
    const running = runPlans(plans, identity, options);
    // Read while the experiments run: they have been started, and are waited for further down.
    const witnesses = readWitnesses();
    const hostFacts = readHost(addon.basePageBytes());
    const layers = readLayers('/', own.lsmLabel, identity?.outerUid);
    const experiments = [...found, ...(await running)];
    const caller =
      identity === null ? null : await runAsCaller(host, settings, own, experiments, found, options);
    const ranAs = ranAsSeen(told, experiments);
    const users =
      identity === null
        ? await runAsUsers(options.users ?? [], { host, settings, ranAs, layers, experiments })
        : null;
    return {
      format: 1,
      toolVersion,
      collectedAt,
      host: hostFacts,
      ranAs,
      takenOn: identity?.takenOn ?? null,
      layers,
      caller,
      users,
      settings,
      poolsBefore: pools,
      poolsAfter: readPools(),
      borrows,
      hugeLimits,
      latency,
      bench: null,
      witnesses,
      experiments,
    };
  } finally {
    identity?.close();
  }
}

/** The same as this process itself, after the other: a page of a size is borrowed once at a time. Nothing is timed twice. */
async function runAsCaller(
  host: Omit<Situation, 'quiet' | 'latency' | 'deviceOnly'>,
  settings: Settings,
  own: RanAs,
  before: readonly Experiment[],
  found: readonly Experiment[],
  options: ObserveOptions,
): Promise<CallerRun> {
  // The filter that killed the other is this process's own, and a kill may be a line in the audit log.
  const deviceOnly = before.some(({ signal }) => signal === 'SIGSYS');
  const plans = planRun({ ...host, quiet: callWouldLog(settings, own), latency: false, deviceOnly });
  const experiments = [...found, ...(await runPlans(plans, null, options))];
  return { ranAs: ranAsSeen(own, experiments), layers: readLayers('/', own.lsmLabel), experiments };
}

/** Pools as sysfs has them; where it is not to be read, the sizes that the kernel takes, with no counters. */
async function findPools(): Promise<{ pools: Pool[]; experiments: Experiment[] }> {
  const pools = readPools();
  if (pools.length > 0) return { pools, experiments: [] };
  const plan = planSizes();
  const {
    results: [result],
  } = await runProgram([plan.native], null);
  const sizes = experiment(plan, result);
  const taken = sizes.calls.filter((call) => /^(plain_)?size_/.test(call.step) && call.ret === 0);
  return { pools: taken.map((call) => uncounted(Number(call.args.pageBytes))), experiments: [sizes] };
}
