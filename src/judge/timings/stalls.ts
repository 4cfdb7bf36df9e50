/**
 * How long a guest waits for a missing page: the bytes come over the link, are copied into place and mapped with
 * CONTINUE, and the vCPU that faulted runs again; a thread in its place where no vCPU was timed, as the part says.
 * Whole, and in base pages.
 *
 * Typical values added up: each part the median of its own samples, so the sum is the median of nothing. A part with
 * too few samples for one is their mean, and marked. The queue before the page on a busy link is not in it.
 */

import { hugetlbOf } from '../../ground/memory.js';
import type { Stall, StallEntry, StallPart, Timing } from '../../report/contract.js';
import { doubtOf, firmest, missing, nearest, type Source, typical } from './stall-source.js';

/** What a link is taken for where nobody says: 25 Gb/s Ethernet. */
export const LINK_GBPS = 25;

export interface StallGround {
  timings: readonly Timing[];
  /** Huge page sizes in bytes, ascending. */
  hugePages: readonly number[];
  basePageBytes: number;
  linkGbps: number;
}

/** Empty where nothing was timed: the link alone says nothing of this host. */
export function judgeStalls(ground: StallGround): StallEntry[] {
  if (ground.timings.length === 0) return [];
  return ground.hugePages.map((hugePageBytes) => {
    const memory = hugetlbOf(hugePageBytes);
    const whole = stall(ground, hugePageBytes, wholePage(ground, memory, hugePageBytes));
    const granular = stall(ground, ground.basePageBytes, inGranules(ground, memory));
    const first = pick(ground, 'continue.first_base', memory, true);
    const vague = isVague(whole) || isVague(granular);
    return {
      hugePageBytes,
      linkGbps: ground.linkGbps,
      whole,
      granular,
      firstGranuleNs: typical(first)?.ns ?? null,
      ratio: vague ? null : Number((whole.totalNs / granular.totalNs).toPrecision(3)),
    };
  });
}

/** A part of it is not to be relied on. */
export const isDoubtful = ({ parts }: Stall): boolean => parts.some(({ doubt }) => doubt !== undefined);

/** Too little is known of it to be compared. */
const isVague = (stall: Stall): boolean => stall.lowerBound || isDoubtful(stall);

/**
 * A thread's wait for a base page of memory that has transparent huge pages: filled by CONTINUE where there is a file
 * behind it, by COPY, which copies and maps, where there is none.
 */
export function baseStall(ground: StallGround, memory: 'shmem' | 'anonymous'): Stall {
  const shmem = pick(ground, 'continue.base', 'shmem');
  const fill = memory === 'shmem' ? shmem : pick(ground, 'copy.base', memory);
  const own = firmest(...faultsOf(ground, memory));
  const fault = own
    ? roundTrip(own, fill, true)
    : roundTrip(firmest(...faultsOf(ground, 'shmem')), shmem, false);
  if (memory === 'shmem')
    return stall(ground, ground.basePageBytes, { map: source(fill, true, 'CONTINUE'), fault });
  return stall(ground, ground.basePageBytes, { copy: source(fill, true, 'COPY'), fault });
}

const pick = ({ timings }: StallGround, id: string, memory: string, granular = false): Timing | undefined =>
  timings.find((t) => t.id === id && t.memory === memory && t.threads === 1 && t.baseline !== granular);

/** A guest's own fault where one was timed, else a thread's, on that memory. */
const faultsOf = (ground: StallGround, memory: string): (Timing | undefined)[] => [
  pick(ground, 'fault.vcpu.poll', memory),
  pick(ground, 'fault.poll', memory),
];

const PARTS = ['link', 'copy', 'continue', 'fault'] as const;

interface Mapping {
  /** COPY, where it is what fills the page; else the bytes are copied first. */
  copy?: Source;
  /** CONTINUE by itself; none where COPY maps the page as well. */
  map?: Source;
  /** The fault round trip around it. */
  fault: Source;
}

/** As every kernel maps it; of another page size, and for the fault at last of shmem, where this one was not timed. */
function wholePage(ground: StallGround, memory: string, bytes: number): Mapping {
  const closest = (id: string) =>
    nearest(
      ground.timings.filter((t) => t.id === id && t.threads === 1 && t.baseline),
      bytes,
    );
  const map = closest('continue.huge');
  const fault = firmest(...faultsOf(ground, memory), closest('fault.vcpu.poll'), closest('fault.poll'));
  const own = (timing: Timing | undefined) => timing?.memory === memory;
  const within = ground.timings.find(
    (t) => t.memory === fault?.memory && (t.id === 'continue.huge' || t.id === 'continue.base'),
  );
  return { map: source(map, own(map), 'CONTINUE'), fault: roundTrip(fault, within, own(fault)) };
}

/** As HGM maps it, here or on another page size; else as base pages of shmem are mapped, which is taken to be alike. */
function inGranules(ground: StallGround, memory: string): Mapping {
  const shmem = pick(ground, 'continue.base', 'shmem');
  const granular = (id: string) =>
    pick(ground, id, memory, true) ??
    ground.timings.find((t) => t.id === id && t.threads === 1 && !t.baseline);
  const own = (timing: Timing | undefined) => timing?.memory === memory;
  const later = granular('continue.later_base');
  const granularFault = granular('fault.poll');
  const fault = granularFault ?? firmest(...faultsOf(ground, 'shmem'));
  return {
    map: source(later ?? shmem, own(later), 'CONTINUE'),
    fault: roundTrip(fault, granularFault ? later : shmem, own(fault)),
  };
}

function source(timing: Timing | undefined, own: boolean, call: string): Source {
  const found = typical(timing);
  return found === null
    ? missing(`${call} was not timed`)
    : { ...found, basis: own ? 'measured' : 'assumed' };
}

/** Fault to resume has the call that fills the page in it, a part of its own here: it is not counted twice. */
function roundTrip(fault: Timing | undefined, mapped: Timing | undefined, own: boolean): Source {
  const all = typical(fault);
  if (all === null) return missing('no fault was timed');
  const basis = own ? 'measured' : 'assumed';
  const within = typical(mapped);
  if (within === null)
    return {
      ...all,
      basis,
      from: `${all.from}, its ${fault?.memory === 'anonymous' ? 'COPY' : 'CONTINUE'} in it`,
    };
  // No fault is resumed in less time than the call in it takes: the two were measured on another machine, so to say.
  if (all.ns < within.ns) return missing(`${all.from}, is less than ${within.from}`);
  return {
    ns: all.ns - within.ns,
    basis,
    from: `${all.from} less ${within.from}`,
    ...doubtOf(all, within),
  };
}

function copy({ timings }: StallGround, bytes: number): Source {
  const copies = timings.filter(({ id }) => id === 'memcpy');
  const timed = nearest(copies, bytes);
  const found = typical(timed);
  if (found === null) return missing('copying was not timed');
  const of = timed?.granuleBytes ?? bytes;
  if (of === bytes) return { ...found, basis: 'measured' };
  return {
    ns: Math.round((found.ns * bytes) / of),
    basis: 'assumed',
    from: `${found.from}, in proportion`,
    ...doubtOf(found),
  };
}

function stall(ground: StallGround, bytes: number, mapping: Mapping): Stall {
  const { linkGbps } = ground;
  // A gigabit a second is a bit in a nanosecond.
  const link: Source = {
    ns: Math.round((bytes * 8) / linkGbps),
    basis: 'assumed',
    from: `${linkGbps} Gb/s, nothing else on the link`,
  };
  const { map, fault } = mapping;
  const sources = { link, copy: mapping.copy ?? copy(ground, bytes), continue: map, fault };
  const parts = PARTS.flatMap((part): StallPart[] => {
    const { [part]: of } = sources;
    if (of === undefined) return [];
    const { ns, basis, from, doubt } = of;
    return [{ part, ns, basis, from, ...(doubt && { doubt }) }];
  });
  const totalNs = parts.reduce((sum, { ns }) => sum + (ns ?? 0), 0);
  return { bytes, parts, totalNs, lowerBound: parts.some(({ ns }) => ns === null) };
}
