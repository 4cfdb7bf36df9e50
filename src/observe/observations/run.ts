/** A whole run. */
import type { CallerRun, Layers, RanAs, TakenOn, UserRun } from './caller.js';
import type { Experiment } from './experiment.js';
import type { Host, Settings } from './host.js';
import type { HugeLimits } from './limits.js';
import type { Borrow, Pool } from './pools.js';
import type { Witnesses } from './witnesses.js';

/** What a bench was asked for, and whether it got to its end. */
export interface Bench {
  /** False where somebody ended it early: what was measured until then is there. */
  complete: boolean;
  /** Samples wanted of each series. */
  samples: number;
  /** Time for the whole run, in milliseconds; null where it was not bounded. */
  durationMs: number | null;
  /** CPU that was asked for; null where the tool chose. */
  cpu: number | null;
  /** Huge page sizes measured, in bytes; empty: all of the host. */
  sizes: number[];
  /** Speed of the link that the stalls are reckoned for, in 10^9 bits a second. */
  linkGbps: number;
}

export interface Observations {
  /** Version of this format, for recordings. */
  format: 1;
  toolVersion: string;
  /** ISO 8601, UTC. */
  collectedAt: string;
  host: Host;
  ranAs: RanAs;
  takenOn: TakenOn | null;
  layers: Layers | null;
  caller: CallerRun | null;
  /** Null where nobody looked: not as root, in somebody's place, or by a version that did not. */
  users: UserRun[] | null;
  settings: Settings;
  /** Before the first experiment. */
  poolsBefore: Pool[];
  /** After the last one. */
  poolsAfter: Pool[];
  borrows: Borrow[];
  /** Of the process that asked, which its experiments inherit; null in recordings of a version that did not look. */
  hugeLimits: HugeLimits | null;
  latency: boolean;
  /** Null for a run that is no bench. */
  bench: Bench | null;
  witnesses: Witnesses;
  experiments: Experiment[];
}
