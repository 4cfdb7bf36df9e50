/** What is timed: in short by every run, in depth by a bench. */
import { availableParallelism } from 'node:os';
import { TIMED_GUESTS } from '../../capabilities/families/kvm.js';
import { hugetlbOf } from '../../ground/memory.js';
import {
  DIALECTS,
  deadlineOf,
  isTaken,
  LARGEST_THP,
  type Measuring,
  NOWHERE,
  type Place,
  type Planned,
  planned,
  type Situation,
} from './planned.js';

export interface BenchWish {
  /** Of one series, at the most. */
  samples: number;
  /** For all of it, in milliseconds, about; 0 for no limit but the samples. */
  durationMs: number;
  /** To measure on; -1 for the one that a child is on. */
  cpu: number;
  /** Huge page sizes in bytes; none: all. */
  sizes: readonly number[];
}

export interface BenchPlan extends Planned {
  /** What is measured, for a person who waits. */
  title: string;
  /** Series that it measures one after the other, at the most: its share of the time. */
  turns: number;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** As many threads as native/timing/faults/team.h has room for. */
const MOST_THREADS = 64;
/** Where only the number of samples ends a series. */
const UNLIMITED_MS = 600_000;

/**
 * The short form, which must stay within 300 ms in all. The time of each is that of one series; what is done
 * for each size is divided by the number of sizes.
 */
const SHORT: Record<string, Measuring> = {
  'time.floor': { samples: 1000, durationMs: 5 },
  'time.continue': { samples: 1000, durationMs: 25 },
  'time.fault': { samples: 300, durationMs: 20 },
  'time.vcpu': { samples: 100, durationMs: 7 },
  'time.memcpy': { samples: 200, durationMs: 10, pageBytes: 2 * MIB },
  'time.thp_split': { samples: 40, durationMs: 15 },
  'time.split': { samples: 200, durationMs: 5 },
  // As many as a median needs, where there is time for them: of shmem one can take 20 ms.
  'time.copy': { samples: 500, durationMs: 5 },
  'time.regain': { samples: 20, durationMs: 14 },
  'time.hgm': { samples: 1000, durationMs: 40 },
};

/** What no row of a stall is made of. */
const BESIDE_STALLS = new Set(['time.thp_split', 'time.split', 'time.regain']);

/**
 * @returns the experiments of the short form, which a run without latency leaves out: those of the stall table first,
 * so that on a busy machine they are through before the time that others are given is spent
 */
export function planTimings(situation: Situation): Planned[] {
  const taken = situation.pools.filter(({ pageBytes }) => isTaken(situation, pageBytes)).length;
  return placesOf(situation)
    .filter(({ id, memory }) => id in SHORT && (id !== 'time.copy' || memory === 'anonymous'))
    .toSorted((a, b) => Number(BESIDE_STALLS.has(a.id)) - Number(BESIDE_STALLS.has(b.id)))
    .map(({ id, ...place }) => {
      const measuring = SHORT[id] ?? {};
      const share = Math.ceil((measuring.durationMs ?? 0) / (place.pageBytes === null ? 1 : taken || 1));
      return planned(id, place, situation, { ...measuring, durationMs: share });
    });
}

/** @returns everything that can be timed here, in the order of the table, one measurement to a plan */
export function planBench(situation: Situation, { samples, durationMs, cpu, sizes }: BenchWish): BenchPlan[] {
  const places = placesOf(situation).filter(
    ({ pageBytes }) => pageBytes === null || sizes.length === 0 || sizes.includes(pageBytes),
  );
  // One dialect works at the most, but for kernels that take two; the others end at their first call.
  const weights = places.map(({ id, dialect }) => turnsOf(id) / (dialect === null ? 1 : DIALECTS.length));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const share = durationMs === 0 ? 0 : Math.max(1, Math.floor(durationMs / all));
  return places.map(({ id, ...place }) => {
    const turns = turnsOf(id);
    const plan = planned(id, place, situation, {
      samples,
      durationMs: share,
      cpu,
      threads: MOST_THREADS,
      interrupts: true,
      deadlineMs: deadlineOf(place.pageBytes ?? GIB) + turns * (share || UNLIMITED_MS),
      ...(id === 'time.memcpy' ? { pageBytes: GIB } : {}),
    });
    return { ...plan, title: titleOf(plan), turns };
  });
}

type Timed = Place & { id: string };

/** Every timed experiment at every place where it can say something. */
function placesOf(situation: Situation): Timed[] {
  const at = (id: string, where: Partial<Place> = {}): Timed => ({ id, ...NOWHERE, ...where });
  const plain = ['writeprotect', 'copy', 'poison'].flatMap((name) =>
    ['anonymous', 'shmem'].map((memory) => at(`time.${name}`, { memory })),
  );
  const guests = situation.kvm ? TIMED_GUESTS : [];
  const hasThp = situation.thpBytes > 0 && situation.thpBytes <= LARGEST_THP;
  return [
    at('time.floor'),
    at('time.memcpy'),
    ...(hasThp
      ? [
          at('time.thp_split', { memory: 'anonymous' }),
          ...['shmem', 'anonymous'].map((memory) => at('time.regain', { memory })),
        ]
      : []),
    ...['continue', 'batch', 'fault'].map((name) => at(`time.${name}`, { memory: 'shmem' })),
    at('time.fault', { memory: 'anonymous' }),
    ...guests.flatMap((id) => ['shmem', 'anonymous'].map((memory) => at(id, { memory }))),
    ...plain,
    ...situation.pools.flatMap(({ pageBytes }) => ofSize(situation, pageBytes)),
  ];
}

function ofSize(situation: Situation, pageBytes: number): Timed[] {
  const place = { memory: hugetlbOf(pageBytes), pageBytes, dialect: null };
  const pageless: Timed[] = [
    { id: 'time.poison', ...place },
    { id: 'time.split', ...place, dialect: 'madv-split' },
  ];
  if (!isTaken(situation, pageBytes)) return pageless;
  return [
    ...['continue', 'fault', 'writeprotect', 'copy'].map((name) => ({ id: `time.${name}`, ...place })),
    ...(situation.kvm ? TIMED_GUESTS : []).map((id) => ({ id, ...place })),
    ...pageless,
    ...DIALECTS.flatMap((dialect) =>
      ['hgm', 'batch', 'fault'].map((name) => ({ id: `time.${name}`, ...place, dialect })),
    ),
  ];
}

function turnsOf(id: string): number {
  // 1, 2, 4 ... threads, for either way of waiting.
  if (id === 'time.fault')
    return 2 * (1 + Math.ceil(Math.log2(Math.min(availableParallelism(), MOST_THREADS))));
  if (id === 'time.vcpu' || id === 'time.second_stage') return 3;
  // 1, 2, 4 ... 512 pages.
  if (id === 'time.batch') return 10;
  if (id === 'time.memcpy' || id === 'time.split') return 3;
  return id === 'time.floor' ? 2 : 1;
}

const TITLES: Record<string, string> = {
  'time.floor': 'the clock and an empty call',
  'time.memcpy': 'copying bytes',
  'time.thp_split': 'splitting a transparent huge page',
  'time.regain': 'base pages made one huge page again',
  'time.continue': 'CONTINUE',
  'time.batch': 'CONTINUE in batches',
  'time.fault': 'a fault, from touch to resume',
  'time.vcpu': "a guest's fault, from touch to resume",
  'time.second_stage': 'mapping for a guest ahead, and its dirty log',
  'time.writeprotect': 'WRITEPROTECT',
  'time.copy': 'COPY',
  'time.poison': 'POISON',
  'time.split': 'MADV_SPLIT',
  'time.hgm': 'CONTINUE below the huge page, and COLLAPSE',
};

function titleOf({ id, memory, dialect }: Planned): string {
  return [TITLES[id] ?? id, memory, dialect].filter((part) => part !== null).join(', ');
}
