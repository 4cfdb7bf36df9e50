/**
 * Observing: knows the kernel and nothing of verdicts. Reads counters, runs every experiment in a child of
 * its own, reads the witnesses meanwhile, and gives back plain data.
 */

import { loadAddon, type NativeResult } from './addon.js';
import { BORROW_AUTO, type BorrowRequest, decideBorrows } from './borrow.js';
import { readHost } from './files/host.js';
import { readPools } from './files/pools.js';
import { readRanAs } from './files/ran-as.js';
import { readSettings } from './files/settings.js';
import { readThpBytes } from './files/thp.js';
import { readWitnesses } from './files/witnesses.js';
import { errnoName, signalName } from './names.js';
import type { Call, Experiment, Observations, Pool } from './observations.js';
import { type Planned, planRun, planSizes } from './plan.js';
import { callWouldLog, isSilent } from './quiet.js';

export type { BorrowRequest } from './borrow.js';

export interface ObserveOptions {
  borrow?: BorrowRequest;
  latency?: boolean;
  toolVersion?: string;
  /** Told what the run is at, for a person who waits. */
  onProgress?: (text: string) => void;
}

/** Huge page sizes that this kernel has, in bytes, ascending. */
export async function hugePageSizes(): Promise<number[]> {
  const { pools } = await findPools();
  return pools.map((pool) => pool.pageBytes);
}

/** @throws Error where the native part does not load or the first process can't be forked. */
export async function observe(options: ObserveOptions = {}): Promise<Observations> {
  const { borrow = BORROW_AUTO, latency = true, toolVersion = '', onProgress } = options;
  const addon = loadAddon();
  const collectedAt = new Date().toISOString();
  const settings = readSettings();
  const ranAs = readRanAs();
  const { pools, experiments: found } = await findPools();
  const borrows = decideBorrows(borrow, pools);
  const plans = planRun({
    pools,
    borrows,
    quiet: callWouldLog(settings, ranAs),
    quietFaults: !isSilent(settings),
    thpBytes: readThpBytes(),
    latency,
  });
  onProgress?.(`${plans.length} experiments`);
  const running = addon.run(plans.map((plan) => plan.native));
  // Read while the children run: the wait is on another thread.
  const witnesses = readWitnesses();
  const host = readHost(addon.basePageBytes());
  const results = await running;
  return {
    format: 1,
    toolVersion,
    collectedAt,
    host,
    ranAs,
    settings,
    poolsBefore: pools,
    poolsAfter: readPools(),
    borrows,
    latency,
    bench: null,
    witnesses,
    experiments: [...found, ...plans.map((plan, index) => experiment(plan, results[index]))],
  };
}

/** Pools as sysfs has them; where it is not to be read, the sizes that the kernel takes, with no counters. */
async function findPools(): Promise<{ pools: Pool[]; experiments: Experiment[] }> {
  const pools = readPools();
  if (pools.length > 0) return { pools, experiments: [] };
  const plan = planSizes();
  const [result] = await loadAddon().run([plan.native]);
  const sizes = experiment(plan, result);
  const taken = sizes.calls.filter((call) => /^(plain_)?size_/.test(call.step) && call.ret === 0);
  return { pools: taken.map((call) => uncounted(Number(call.args.pageBytes))), experiments: [sizes] };
}

function uncounted(pageBytes: number): Pool {
  const none = { total: null, free: null, reserved: null, surplus: null, overcommit: null };
  return { pageBytes, ...none, nodes: [], demote: null };
}

/** What a plan came to; a child that was lost did nothing. */
export function experiment(plan: Planned, result: NativeResult | undefined): Experiment {
  const { id, memory, pageBytes, dialect } = plan;
  return {
    id,
    memory,
    pageBytes,
    dialect,
    end: result?.end ?? 'not_run',
    signal: result === undefined || result.signal === 0 ? null : signalName(result.signal),
    calls: (result?.calls ?? []).map(
      (call): Call => ({ ...call, errno: call.errno === null ? null : errnoName(call.errno) }),
    ),
    series: result?.series ?? [],
  };
}
