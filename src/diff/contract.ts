/**
 * What `hgm-probe diff --json` writes. Its version is its own: within one, fields are only added. Durations are
 * nanoseconds, lengths bytes; null means "no value", never "no". Keys are in the order of the document.
 */
import type { Gate, State } from '../report/contract.js';

export const DIFF_SCHEMA_ID = 'urn:hgm-probe:diff:1';
export const DIFF_SCHEMA_VERSION = '1.0';

/** In the order in which they are told. `tool`: another version of it, or other flags. */
export const CAUSES = ['kernel', 'configuration', 'privilege', 'resources', 'tool', 'unexplained'] as const;

export type Cause = (typeof CAUSES)[number];
export type FactCause = Exclude<Cause, 'unexplained'>;

/** Where one of the two came from. */
export interface Side {
  kind: 'report' | 'recording';
  hostId: string | null;
  hostName: string;
  arch: string;
  kernelRelease: string;
  collectedAt: string;
  toolVersion: string;
  /** Of the report; for a recording that of the version that judged it. */
  schemaVersion: string;
}

/** Something that both documents state, and state differently. */
export interface FactChange {
  cause: FactCause;
  /** The report's own path: `settings.thp`, `pools[2M].total`. */
  name: string;
  old: string | number | boolean | null;
  new: string | number | boolean | null;
}

export interface Verdict {
  state: State;
  reason: string;
  gate: Gate | null;
}

/** A row of the matrix that is not what it was; a side is null where its document has no such row. */
export interface RowChange {
  id: string;
  memory: string | null;
  old: Verdict | null;
  new: Verdict | null;
  /** The first is where the row is told; others that may have a part in it follow. */
  causes: Cause[];
  /** What speaks for them: names of facts, or `gate …` and `state …` where the verdict itself does. */
  shownBy: string[];
}

export interface ProfileChange {
  name: string;
  old: string;
  new: string;
}

/**
 * `slower`, `faster`: by more than noise. `within_noise`: so close that noise explains it. `cannot_tell`: see
 * `reason`. `only_old`, `only_new`: timed on one side.
 */
export type LatencyVerdict = 'slower' | 'faster' | 'within_noise' | 'cannot_tell' | 'only_old' | 'only_new';

export interface LatencyChange {
  id: string;
  memory: string | null;
  granuleBytes: number | null;
  units: number;
  threads: number;
  baseline: boolean;
  verdict: LatencyVerdict;
  /** Why nothing can be told, as a stable code; null beside the other verdicts. */
  reason: string | null;
  old: LatencySide | null;
  new: LatencySide | null;
  /** Null where not both distributions are there. */
  test: LatencyTest | null;
}

export interface LatencySide {
  n: number;
  p50Ns: number | null;
  p90Ns: number | null;
  p99Ns: number | null;
  /** CPU that was timed; null where the document does not say. */
  cpu: number | null;
}

/** See src/diff/rule.ts for what is made of it. */
export interface LatencyTest {
  /** Hodges-Lehmann: the median of all differences of a new and an old sample. Above 0 is slower. */
  shiftNs: number;
  /** 99 % interval of it. */
  shiftLowNs: number;
  shiftHighNs: number;
  /** Up to here a shift is noise. */
  allowanceNs: number;
  /** Effect size: how often a new sample is slower than an old one, ties half (Vargha and Delaney's A); 0.5 is no effect. To four places. */
  superiority: number;
  /** Mann-Whitney, two-sided; 0 where it is below 1e-15. */
  p: number;
  /** The same, corrected for the number of rows (Holm). */
  pAdjusted: number;
}

/** What a reader should know before the rest. */
export type Note =
  | 'other_host'
  | 'host_unknown'
  | 'rebooted'
  | 'new_is_older'
  | 'old_untimed'
  | 'new_untimed'
  | 'other_clock'
  | 'other_cpu';

export interface Difference {
  $schema: typeof DIFF_SCHEMA_ID;
  schemaVersion: typeof DIFF_SCHEMA_VERSION;
  tool: { name: 'hgm-probe'; version: string };
  /**
   * Whether anything changed that outlasts the two runs: a fact of kernel, configuration or privilege, a row, a
   * profile, or a latency beyond noise. Pages free at the moment and the tool's version do not count alone.
   */
  differs: boolean;
  old: Side;
  new: Side;
  notes: Note[];
  hgm: { old: State; new: State };
  facts: FactChange[];
  rows: RowChange[];
  profiles: ProfileChange[];
  latencies: LatencyChange[];
}
