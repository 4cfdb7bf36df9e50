import { KVM, type KvmId } from '../capabilities/families/kvm.js';
import { PRIVATE } from '../capabilities/families/private.js';
import { SERVED } from '../capabilities/families/served.js';
import { TRACKING, type TrackingId } from '../capabilities/families/tracking.js';
import { WAITS } from '../capabilities/families/waits.js';
import { pageBytesOf } from '../ground/memory.js';
import type { Document, ProfileVerdict, UserVerdict } from './contract.js';
import { DETAILS, type Detail } from './details.js';
import { lossesIn } from './losses.js';

type Pool = Omit<Document['pools'][number], 'nodes' | 'demoteBytes'>;

export type Inventory = Omit<Document, Detail>;

/** Of the rows of KVM what profiles ask for: whether it opens, and whether a guest is served in base pages then. */
function kvmKept({ matrix }: Document): readonly string[] {
  const kept: KvmId[] = ['kvm.open', 'kvm.fault.base'];
  return matrix['kvm.open']?.host === 'supported' ? kept : kept.slice(0, 1);
}

/**
 * What no profile asks for, with a cell for each memory: calls of madvise(2) that fill memory or give it back, all modes
 * of REGISTER at once, where each has its row, and whole huge pages where profiles ask for the base page alone.
 */
const UNASKED = /^(?:populate|dontneed|remove)\.|^register\.all$|^(?:move|zeropage|rwprotect)\.huge$/;

/** Families of which the whole report alone has the rows, but for those of tracking that profiles ask for. */
const DETAILED: readonly object[] = [WAITS, SERVED, PRIVATE, TRACKING];
const TRACKED: readonly string[] = ['track.own', 'track.soft_dirty'] satisfies TrackingId[];

/** What masks and rows say as well, and what REGISTER was tried with. */
const NAMES = ['featureNames', 'ioctlNames', 'unnamedModes', 'unnamedIoctls'] as const;

/** Series that stand there to compare others with. */
const FOR_COMPARISON = /^(?:memcpy|thp_split|touch\.vcpu)(?=[:@]|$)/;

/** What another run on the same host need not have: a figure without a median says by itself that there were too few. */
const PASSING: ReadonlySet<string> = new Set(['preempted', 'noisy', 'outliers', 'few_samples']);

function latencyKept({ latency }: Document): Document['latency'] {
  const kept = Object.entries(latency).filter(([name]) => !FOR_COMPARISON.test(name));
  return Object.fromEntries(
    kept.map(([name, { flags = [], ...figures }]) => {
      const lasting = flags.filter((flag) => !PASSING.has(flag));
      return [name, { ...figures, ...(lasting.length > 0 && { flags: lasting }) }];
    }),
  );
}

/** Sizes that most hosts have: their columns stand in every document. */
const COMMON = [2 ** 21, 2 ** 30];

/** Whether a size is kept: common, or there is a page of it, was, or can be made. Of others a host has four on arm64. */
function isKeptSize(document: Document, bytes: number): boolean {
  if (COMMON.includes(bytes)) return true;
  const pool = document.pools.find(({ pageBytes }) => pageBytes === bytes);
  const entry = document.ledger.find(({ pageBytes }) => pageBytes === bytes);
  // Not known is not none.
  return pool === undefined || pool.total !== 0 || pool.overcommit !== 0 || (entry?.borrowed ?? 0) > 0;
}

/** Of a pool without a free page the ledger has nothing that the pool itself has not. */
const NONE_FREE = 'none_free';

/** What is lost stays; why stands in the rows and the pools. */
const shortVerdict = ({ missing: _, ...verdict }: ProfileVerdict): Omit<ProfileVerdict, 'missing'> =>
  verdict.state === 'restricted' ? { ...verdict, reason: lossesIn(verdict.reason) } : verdict;

/**
 * The inventory form of a document: without columns and ledger of huge page sizes that are not common and of which the
 * host has no page; without the details, rows that no profile asks for, most rows of KVM, those of waits, of what was
 * served, of private mappings and most of tracking, the ledger of empty pools, why a restricted profile loses what it loses,
 * series for comparison and passing flags, pools node by node and what their pages can become, settings but for the
 * plain ones, names of bits, what a profile misses, and why a profile stands so for another user. Of one that has it already, the same. What a later version added stays.
 */
export function inventoryOf(document: Document): Inventory {
  const profiles = Object.entries(document.profiles).map(([name, verdict]) => [name, shortVerdict(verdict)]);
  const users = document.users?.map((user) => ({ ...user, profiles: statesAlone(user.profiles) }));
  const ofKvm = kvmKept(document);
  const isKept = (id: string): boolean =>
    !(UNASKED.test(id) || (DETAILED.some((rows) => Object.hasOwn(rows, id)) && !TRACKED.includes(id))) &&
    (!Object.hasOwn(KVM, id) || ofKvm.includes(id));
  const hasSize = (memory: string): boolean => {
    const bytes = pageBytesOf(memory);
    return bytes === null || isKeptSize(document, bytes);
  };
  /** `hgm-64K`, `hugetlb-64K` */
  const isKeptWay = (id: string): boolean => hasSize(id.replace(/^hgm-/, 'hugetlb-'));
  const kept = (pool: Pool): Pool =>
    isKeptSize(document, pool.pageBytes) ? pool : without(pool, 'obtainable');
  const rows = Object.entries(only(document.matrix, isKept)).map(
    ([id, row]) => [id, only(row, hasSize)] as const,
  );
  const inventory = {
    ...document,
    profiles: Object.fromEntries(profiles),
    ...(users && { users }),
    matrix: Object.fromEntries(rows.filter(([, row]) => Object.keys(row).length > 0)),
    latency: latencyKept(document),
    ledger: document.ledger.filter(
      ({ pageBytes, reason }) => isKeptSize(document, pageBytes) && reason !== NONE_FREE,
    ),
    userfaultfd: without(document.userfaultfd, ...NAMES),
    ...(document.serving && { serving: only(document.serving, isKeptWay) }),
    pools: document.pools.map((pool) => kept(without(pool, 'nodes', 'demoteBytes'))),
    settings: without(document.settings, 'bootParameters', 'faultSizes'),
  };
  for (const key of DETAILS) delete inventory[key];
  return inventory;
}

const without = <T extends object, K extends keyof T & string>(value: T, ...keys: K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

const only = <T>(map: Readonly<Record<string, T>>, isKept: (key: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(map).filter(([key]) => isKept(key)));

const statesAlone = (profiles: UserVerdict['profiles']): UserVerdict['profiles'] =>
  Object.fromEntries(Object.entries(profiles).map(([name, { state }]) => [name, { state }]));
