/**
 * The contract: one definition that gives the types, the runtime check and the JSON Schema.
 *
 * Key order here is key order in the document. Within one `schemaVersion` fields are only added, and
 * none changes its type. Masks are hex strings, integers carry their unit in the name, and null means
 * "no value", never "no".
 */
import * as v from 'valibot';
import type { Detail } from './details.js';
import { SCHEMA_ID, SCHEMA_VERSION } from './version.js';

export { SCHEMA_ID, SCHEMA_VERSION };

export const STATES = [
  'supported',
  'advertised',
  'absent',
  'limited',
  'not_permitted',
  'no_resources',
  'not_applicable',
  'not_probed',
  'unknown',
] as const;

export const GATES = ['sysctl', 'capability', 'device_node', 'seccomp', 'lsm', 'unknown'] as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const mask = v.pipe(v.string(), v.regex(/^0x[0-9a-f]+$/));
const text = v.string();
/** Always UTC. The pattern is for validators that take `format` for a comment. */
const instant = v.pipe(v.string(), v.isoTimestamp(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/));

export const State = v.picklist(STATES);
export const Gate = v.picklist(GATES);
export const DialectName = v.picklist(['rfc-v1', 'rfc-v2', 'madv-split']);
export const Proof = v.picklist(['mapped', 'accepted']);

/** A command for a shell of the administrator, and what it opens beside what is wanted. */
export const Remedy = v.object({ command: text, opens: text });

/** Who must act, and what they would do. */
export const Action = v.object({
  who: v.picklist(['caller', 'os_configuration', 'kernel_build']),
  hint: text,
  /** Each is enough by itself; the one that opens least comes first. */
  commands: v.optional(v.array(Remedy)),
});

export const Capability = v.object({
  id: text,
  /** A column of the matrix, or null for what does not depend on memory. */
  memory: v.nullable(text),
  state: State,
  /** A stable code. */
  reason: text,
  /** What stops this caller; only beside `not_permitted`. */
  gate: v.optional(Gate),
  /** First mainline kernel, for words only. */
  since: v.nullable(text),
  action: v.nullable(Action),
  /** One call each: `ROLE STEP RET [ERRNO] [field=value …]`; and for a refused way in `layer NAME VERDICT [field=value …]`. */
  evidence: v.array(text),
});

export const Granule = v.object({
  hugePageBytes: count,
  /** The smallest size that a CONTINUE maps there. */
  granuleBytes: count,
  proof: Proof,
});

export const Hgm = v.object({
  state: State,
  /** The smallest of `granules`; null where there is none. */
  granuleBytes: v.nullable(count),
  dialect: v.nullable(DialectName),
  proof: v.nullable(Proof),
  reason: text,
  granules: v.array(Granule),
});

/** What UFFDIO_API said, decoded. */
export const Userfaultfd = v.object({
  features: v.nullable(mask),
  featureNames: v.array(text),
  /** Bits that no registry of this version names. */
  unnamedBits: v.array(count),
  ioctls: v.nullable(mask),
  ioctlNames: v.array(text),
});

/** What went on beside the samples of a timing; counters are null where the kernel, or a child that was killed, told none. */
export const TimingRun = v.object({
  /** CPU that it was pinned to. */
  cpu: v.nullable(count),
  /** NUMA node of the page. */
  node: v.nullable(count),
  /** Interrupts on that CPU meanwhile. */
  interrupts: v.nullable(count),
  migrations: v.nullable(count),
  voluntarySwitches: v.nullable(count),
  involuntarySwitches: v.nullable(count),
  minorFaults: v.nullable(count),
});

/** Distinct values ascending, and how often each was seen. */
export const Distribution = v.object({ ns: v.array(count), counts: v.array(count) });

export const Timing = v.object({
  id: text,
  memory: v.nullable(text),
  granuleBytes: v.nullable(count),
  /** Units of `granuleBytes` that one call covers. */
  units: count,
  /** Threads that fault at once. */
  threads: count,
  /** True for what every kernel has, measured for comparison. */
  baseline: v.boolean(),
  n: count,
  minNs: v.nullable(count),
  p50Ns: v.nullable(count),
  p90Ns: v.nullable(count),
  p99Ns: v.nullable(count),
  p999Ns: v.nullable(count),
  maxNs: v.nullable(count),
  /** The cold first call, in none of the figures before. */
  firstNs: v.nullable(count),
  meanNs: v.nullable(count),
  /** Mean of calls made back to back between two readings: where it is far from `meanNs`, see `flags`. */
  batchedNs: v.nullable(count),
  /** `p50Ns` by `units`, where one call covers more than one. */
  perUnitNs: v.optional(v.nullable(count)),
  flags: v.array(text),
  /** In a bench only. */
  distribution: v.optional(Distribution),
  /** In a bench only. */
  run: v.optional(TimingRun),
});

/** A timing that is not there, and why. */
export const Untimed = v.object({ id: text, memory: v.nullable(text), reason: text });

export const StallPart = v.object({
  part: v.picklist(['link', 'copy', 'continue', 'fault']),
  /** Null where nothing was measured that it could be taken from. */
  ns: v.nullable(count),
  /** `measured` here and for this very page size; `assumed` from something else, which `from` names. */
  basis: v.picklist(['measured', 'assumed', 'missing']),
  from: text,
});

/** How long a thread waits for a missing page of so many bytes. */
export const Stall = v.object({
  bytes: count,
  parts: v.array(StallPart),
  /** Sum of the parts that are known. */
  totalNs: count,
  /** True where a part is missing, so that `totalNs` is the least it can be. */
  lowerBound: v.boolean(),
});

/** What a stall at one huge page size comes to, whole and in granules. */
export const StallEntry = v.object({
  hugePageBytes: count,
  /** 10^9 bits a second. */
  linkGbps: v.number(),
  whole: Stall,
  granular: Stall,
  /** CONTINUE of the first granule in a huge page, which makes page tables; `granular` reckons with a later one. */
  firstGranuleNs: v.nullable(count),
  /** Whole by granular; null where either is a lower bound. */
  ratio: v.nullable(v.number()),
});

/** What a bench was asked for; null in the report of any other run. */
export const BenchRun = v.object({
  /** False where it was ended early. */
  complete: v.boolean(),
  samples: count,
  durationMs: v.nullable(count),
  cpu: v.nullable(count),
  /** Huge page sizes; empty: all of the host. */
  sizes: v.array(count),
  linkGbps: v.number(),
});

export const Clock = v.object({
  source: text,
  /** Step that the clock counts in, as seen in readings that follow each other. */
  grainNs: v.nullable(count),
  /** Median cost of a pair of readings. */
  pairNs: v.nullable(count),
  /** Median cost of an ioctl that does nothing. */
  ioctlNs: v.nullable(count),
});

export const PoolNode = v.object({
  node: count,
  total: v.nullable(count),
  free: v.nullable(count),
  surplus: v.nullable(count),
});

export const PoolEntry = v.object({
  pageBytes: count,
  total: v.nullable(count),
  free: v.nullable(count),
  reserved: v.nullable(count),
  surplus: v.nullable(count),
  overcommit: v.nullable(count),
  /** In the full form only. */
  nodes: v.optional(v.array(PoolNode)),
});

/**
 * Every row of `capabilities` in a few bytes: `{ID: {MEMORY|host: CELL}}`, where CELL is `STATE` or
 * `STATE:REASON`, and `not_permitted:GATE` or `not_permitted:GATE/REASON`. The reason is left out where it
 * says no more than the state (docs/report.md names them), and where it repeats the gate.
 */
export const Matrix = v.record(
  text,
  v.record(text, v.pipe(v.string(), v.regex(new RegExp(`^(?:${STATES.join('|')})(?::[\\s\\S]+)?$`)))),
);

/**
 * Figures of `timings` that a fleet compares, by `ID[:MEMORY][@GRANULE][xUNITS][/THREADS]`; the granule is
 * left out where it is the page of that memory, units and threads where they are 1.
 */
export const Latency = v.record(
  text,
  v.object({
    n: count,
    p50Ns: v.nullable(count),
    p99Ns: v.nullable(count),
    firstNs: v.nullable(count),
    /** Left out where there is none. */
    flags: v.optional(v.array(text)),
  }),
);

export const Witness = v.object({
  id: text,
  /** What this witness says of HGM. */
  says: v.picklist(['on', 'patched', 'off', 'nothing']),
  detail: text,
  /** False where it contradicts the verdict; null where it says nothing or there is no verdict. */
  agrees: v.nullable(v.boolean()),
});

export const PROFILE_STATES = ['ready', 'restricted', 'not_ready', 'unknown'] as const;

/** Whether the host is ready for one consumer, as this caller. */
export const ProfileVerdict = v.object({
  /** `restricted`: ready, but not for all that the consumer could do. */
  state: v.picklist(PROFILE_STATES),
  /** In words: what is missing, lost or not known. */
  reason: text,
  /** Who must act; null where nobody need or can. */
  who: v.nullable(Action.entries.who),
  /** Requirements that are not met or not known, in the language of `hgm-probe require`; in the full form only. */
  missing: v.optional(v.array(text)),
});

export const LedgerEntry = v.object({
  pageBytes: count,
  /** Pages of this size that the run held at any one time. */
  borrowed: count,
  reason: text,
  freeBefore: v.nullable(count),
  freeAfter: v.nullable(count),
  reservedBefore: v.nullable(count),
  reservedAfter: v.nullable(count),
  totalBefore: v.nullable(count),
  totalAfter: v.nullable(count),
});

/** With which rights a run was made; ids are those of its own user namespace. */
const RIGHTS = {
  user: v.nullable(text),
  euid: count,
  egid: count,
  groups: v.nullable(v.array(count)),
  capabilities: v.nullable(mask),
  initialUserNamespace: v.nullable(v.boolean()),
  noNewPrivs: v.nullable(v.boolean()),
  seccompMode: v.nullable(count),
  lsmLabel: v.nullable(text),
};
export const Rights = v.object(RIGHTS);

/** What of another process could not be taken over. */
export const NotTakenOver = v.object({
  layer: v.picklist(['seccomp', 'lsm', 'device_cgroup', 'no_new_privs']),
  detail: text,
  /** Whether it makes verdicts `unknown`. */
  matters: v.boolean(),
});

export const RanAs = v.object({
  ...RIGHTS,
  /** Whose place the run took: that of a user (`as`) or of a process; null where it looked for itself. */
  takenOn: v.nullable(v.object({ how: v.picklist(['as', 'like_pid']), pid: v.nullable(count) })),
  notTakenOver: v.array(NotTakenOver),
});

/** What a capability is to the caller itself, where the report is about somebody else. */
export const Difference = v.object({
  id: text,
  memory: v.nullable(text),
  state: State,
  reason: text,
  gate: v.optional(Gate),
});

/** Both forms of the document: the full one, and the inventory form, which leaves the details out. */
export const Report = v.object({
  $schema: v.literal(SCHEMA_ID),
  /** Any of this major version: later ones only add fields. */
  schemaVersion: v.pipe(v.string(), v.regex(/^1\.(?:0|[1-9]\d*)$/)),
  tool: v.object({ name: v.literal('hgm-probe'), version: text }),
  host: v.object({
    id: v.nullable(text),
    name: text,
    arch: text,
    basePageBytes: count,
    bootId: v.nullable(text),
    kernelRelease: text,
    kernelBuild: text,
    /** What /proc/cpuinfo calls the first CPU; null where it names none. */
    cpuModel: v.nullable(text),
  }),
  ranAs: RanAs,
  collectedAt: instant,
  expiresAt: instant,
  hgm: Hgm,
  /** Readiness of one consumer each, by its name; empty where the tool judges none. */
  profiles: v.record(text, ProfileVerdict),
  matrix: Matrix,
  latency: Latency,
  userfaultfd: Userfaultfd,
  clock: Clock,
  pools: v.array(PoolEntry),
  settings: v.object({
    unprivilegedUserfaultfd: v.nullable(count),
    thp: v.nullable(text),
    shmemThp: v.nullable(text),
    hugetlbOptimizeVmemmap: v.nullable(count),
  }),
  ledger: v.array(LedgerEntry),
  // The details, from here on: optional, because the inventory form has none of them.
  capabilities: v.optional(v.array(Capability)),
  timings: v.optional(v.array(Timing)),
  untimed: v.optional(v.array(Untimed)),
  stalls: v.optional(v.array(StallEntry)),
  /** Who asked, and what differs for them; null where the report is about themselves. */
  caller: v.optional(v.nullable(v.object({ ranAs: Rights, differences: v.array(Difference) }))),
  bench: v.optional(v.nullable(BenchRun)),
  witnesses: v.optional(v.array(Witness)),
});

export type State = v.InferOutput<typeof State>;
export type Gate = v.InferOutput<typeof Gate>;
export type Remedy = v.InferOutput<typeof Remedy>;
export type Rights = v.InferOutput<typeof Rights>;
export type RanAs = v.InferOutput<typeof RanAs>;
export type NotTakenOver = v.InferOutput<typeof NotTakenOver>;
export type Difference = v.InferOutput<typeof Difference>;
export type Action = v.InferOutput<typeof Action>;
export type Capability = v.InferOutput<typeof Capability>;
export type Hgm = v.InferOutput<typeof Hgm>;
export type Userfaultfd = v.InferOutput<typeof Userfaultfd>;
export type Timing = v.InferOutput<typeof Timing>;
export type Distribution = v.InferOutput<typeof Distribution>;
export type Untimed = v.InferOutput<typeof Untimed>;
export type Stall = v.InferOutput<typeof Stall>;
export type StallPart = v.InferOutput<typeof StallPart>;
export type StallEntry = v.InferOutput<typeof StallEntry>;
export type BenchRun = v.InferOutput<typeof BenchRun>;
export type Clock = v.InferOutput<typeof Clock>;
export type PoolEntry = v.InferOutput<typeof PoolEntry>;
export type Witness = v.InferOutput<typeof Witness>;
export type ProfileVerdict = v.InferOutput<typeof ProfileVerdict>;
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
export type Matrix = v.InferOutput<typeof Matrix>;
export type Latency = v.InferOutput<typeof Latency>;
/** A document that was read: either form. */
export type Document = v.InferOutput<typeof Report>;
/** What a run gives: the full form. */
export type Report = Document & { [K in Detail]: Exclude<Document[K], undefined> };
