/**
 * Observing: knows the kernel and nothing of verdicts. Reads counters, runs every experiment in a child of
 * its own, reads the witnesses meanwhile, and gives back plain data.
 */
import { type NativeResult, loadAddon } from './addon.js';
import { BORROW_AUTO, type BorrowRequest, decideBorrows } from './borrow.js';
import { readHost } from './files/host.js';
import { readPools } from './files/pools.js';
import { readRanAs } from './files/ran-as.js';
import { readSettings } from './files/settings.js';
import { readThpBytes } from './files/thp.js';
import { readWitnesses } from './files/witnesses.js';
import { errnoName, signalName } from './names.js';
import type { Call, Experiment, Observations } from './observations.js';
import { type Planned, planRun } from './plan.js';
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
export function hugePageSizes(): number[] {
  return readPools().map((pool) => pool.pageBytes);
}

/** @throws Error where the native part does not load or the first process can't be forked. */
export async function observe(options: ObserveOptions = {}): Promise<Observations> {
  const { borrow = BORROW_AUTO, latency = true, toolVersion = '', onProgress } = options;
  const addon = loadAddon();
  const collectedAt = new Date().toISOString();
  const settings = readSettings();
  const ranAs = readRanAs();
  const poolsBefore = readPools();
  const borrows = decideBorrows(borrow, poolsBefore);
  const plans = planRun({
    pools: poolsBefore,
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
    poolsBefore,
    poolsAfter: readPools(),
    borrows,
    latency,
    witnesses,
    experiments: plans.map((plan, index) => experiment(plan, results[index])),
  };
}

function experiment(plan: Planned, result: NativeResult | undefined): Experiment {
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
