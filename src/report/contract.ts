/**
 * The contract: one definition that gives the types, the runtime check and the JSON Schema.
 *
 * Key order here is key order in the document. Within one `schemaVersion` fields are only added, and
 * none changes its type. Masks are hex strings, integers carry their unit in the name, and null means
 * "no value", never "no".
 */
import * as v from 'valibot';
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
const instant = v.pipe(v.string(), v.isoTimestamp());

export const State = v.picklist(STATES);
export const Gate = v.picklist(GATES);
export const DialectName = v.picklist(['rfc-v1', 'rfc-v2', 'madv-split']);
export const Proof = v.picklist(['mapped', 'accepted']);

/** Who must act, and what they would do. */
export const Action = v.object({
  who: v.picklist(['caller', 'os_configuration', 'kernel_build']),
  hint: text,
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
  /** One call each: `ROLE STEP RET [ERRNO] [field=value …]`. */
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
  dialect: v.nullable(DialectName),
  proof: v.nullable(Proof),
  granules: v.array(Granule),
  reason: text,
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

export const Timing = v.object({
  id: text,
  memory: v.nullable(text),
  granuleBytes: v.nullable(count),
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
  flags: v.array(text),
});

/** A timing that is not there, and why. */
export const Untimed = v.object({ id: text, memory: v.nullable(text), reason: text });

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
  nodes: v.array(PoolNode),
});

export const Witness = v.object({
  id: text,
  /** What this witness says of HGM. */
  says: v.picklist(['on', 'patched', 'off', 'nothing']),
  detail: text,
  /** False where it contradicts the verdict; null where it says nothing or there is no verdict. */
  agrees: v.nullable(v.boolean()),
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

export const Report = v.object({
  $schema: v.literal(SCHEMA_ID),
  schemaVersion: v.literal(SCHEMA_VERSION),
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
  ranAs: v.object({
    euid: count,
    egid: count,
    capabilities: v.nullable(mask),
    initialUserNamespace: v.nullable(v.boolean()),
    noNewPrivs: v.nullable(v.boolean()),
    seccompMode: v.nullable(count),
    lsmLabel: v.nullable(text),
  }),
  collectedAt: instant,
  expiresAt: instant,
  hgm: Hgm,
  userfaultfd: Userfaultfd,
  capabilities: v.array(Capability),
  timings: v.array(Timing),
  untimed: v.array(Untimed),
  clock: Clock,
  pools: v.array(PoolEntry),
  settings: v.object({
    unprivilegedUserfaultfd: v.nullable(count),
    thp: v.nullable(text),
    shmemThp: v.nullable(text),
    hugetlbOptimizeVmemmap: v.nullable(count),
  }),
  witnesses: v.array(Witness),
  /** Readiness of one consumer each, by its name; empty where the tool judges none. */
  profiles: v.looseObject({}),
  ledger: v.array(LedgerEntry),
});

export type State = v.InferOutput<typeof State>;
export type Gate = v.InferOutput<typeof Gate>;
export type Action = v.InferOutput<typeof Action>;
export type Capability = v.InferOutput<typeof Capability>;
export type Hgm = v.InferOutput<typeof Hgm>;
export type Userfaultfd = v.InferOutput<typeof Userfaultfd>;
export type Timing = v.InferOutput<typeof Timing>;
export type Untimed = v.InferOutput<typeof Untimed>;
export type Clock = v.InferOutput<typeof Clock>;
export type PoolEntry = v.InferOutput<typeof PoolEntry>;
export type Witness = v.InferOutput<typeof Witness>;
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
export type Report = v.InferOutput<typeof Report>;
