/** The whole document, in its two forms. Key order here is key order in it. */
import * as v from 'valibot';
import type { Detail } from '../details.js';
import { SCHEMA_ID } from '../version.js';
import { Difference, RanAs, Rights } from './caller.js';
import { Capability, Matrix } from './capability.js';
import { Hgm, Userfaultfd, Witness } from './hgm.js';
import { LedgerEntry, PoolEntry } from './pools.js';
import { ProfileVerdict, UserVerdict } from './profile.js';
import { BenchRun, StallEntry } from './stall.js';
import { Clock, Latency, Timing, Untimed } from './timing.js';
import { count, instant, text } from './values.js';
import { FaultSizes, Serving, Way } from './way.js';

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
  /** The ways of `ways` in a few bytes, as cells of the matrix. A document of a version before has none. */
  serving: v.optional(Serving),
  /** Readiness of one consumer each, by its name; empty where the tool judges none. */
  profiles: v.record(text, ProfileVerdict),
  /**
   * The users of consumers that the host has, beside the one that the report is about. Left out where nobody looked:
   * not as root, or in somebody's place.
   */
  users: v.optional(v.array(UserVerdict)),
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
    /** In the full form only: words of the kernel's command line about huge pages (`hugetlb_cma=4G`); null: not to be had. */
    bootParameters: v.optional(v.nullable(v.array(text))),
    /** In the full form only; null where the settings of transparent huge pages are not to be had. */
    faultSizes: v.optional(v.nullable(FaultSizes)),
  }),
  ledger: v.array(LedgerEntry),
  // The details, from here on: optional, because the inventory form has none of them.
  /** What serves the faults of a guest on big pages, with HGM or instead of it. */
  ways: v.optional(v.array(Way)),
  capabilities: v.optional(v.array(Capability)),
  timings: v.optional(v.array(Timing)),
  untimed: v.optional(v.array(Untimed)),
  stalls: v.optional(v.array(StallEntry)),
  /** Who asked, and what differs for them; null where the report is about themselves. */
  caller: v.optional(v.nullable(v.object({ ranAs: Rights, differences: v.array(Difference) }))),
  bench: v.optional(v.nullable(BenchRun)),
  witnesses: v.optional(v.array(Witness)),
});

/** A document that was read: either form. */
export type Document = v.InferOutput<typeof Report>;
/** What a run gives: the full form. */
export type Report = Document & { [K in Detail | 'serving']: Exclude<Document[K], undefined> };
