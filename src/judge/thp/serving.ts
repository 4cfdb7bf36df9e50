/**
 * What serves the faults of a guest on big pages on this host, with HGM or instead of it: drawn from the rows of the
 * report, so that each way stands on what was shown for its own memory.
 */
import { guestRows } from '../../capabilities/families/kvm.js';
import { hugetlbOf } from '../../ground/memory.js';
import { sizeWord } from '../../ground/size.js';
import type {
  Capability,
  Ground,
  Hgm,
  Regain,
  Stall,
  StallEntry,
  ThroughKvm,
  Timing,
  Way,
} from '../../report/contract.js';
import { STATE_NUMBERS } from '../../report/ranks.js';
import { typical } from '../timings/stall-source.js';
import { baseStall, isDoubtful, type StallGround } from '../timings/stalls.js';

const GIB = 2 ** 30;

export interface ServingGround {
  capabilities: readonly Capability[];
  hgm: Hgm;
  stalls: readonly StallEntry[];
  stallGround: StallGround;
  /** Of a transparent huge page; null where nothing tells. */
  thpBytes: number | null;
}

/** HGM first, then the memory that needs none, the largest pages first. */
export function judgeServing(ground: ServingGround): Way[] {
  const looked = ground.capabilities.some(({ id }) => id === OPEN);
  const all = servingWays(ground);
  return looked ? all.map((one) => ({ ...one, throughKvm: throughKvm(ground, one.id) })) : all;
}

function servingWays(ground: ServingGround): Way[] {
  const { hgm, stallGround } = ground;
  const sizes = [...stallGround.hugePages].sort((a, b) => b - a);
  const granular = sizes.flatMap((bytes) => hgm.granules.filter((one) => one.hugePageBytes === bytes));
  return [
    ...granular.map((one) => byHgm(ground, one)),
    ...sizes.map((bytes) => wholePages(ground, bytes)),
    transparent(ground, 'shmem'),
    transparent(ground, 'anonymous'),
  ];
}

const OPEN = 'kvm.open';

/** A guest's fault comes through the kernel, so each way needs to be served those. */
const ALL = ['kernel_faults'];

function byHgm(ground: ServingGround, { hugePageBytes, granuleBytes }: Hgm['granules'][number]): Way {
  const memory = hugetlbOf(hugePageBytes);
  const rests = rowsOf(ground, memory, [...ALL, 'hgm']);
  const timed = ground.stallGround.timings.find((one) => one.id === 'collapse' && one.memory === memory);
  const regain = regained(ground, 'hgm.collapse', memory, hugePageBytes, timed);
  return way(`hgm-${sizeWord(hugePageBytes)}`, granuleBytes, {
    served: standing(rests),
    regain,
    stall: stallOf(ground, hugePageBytes)?.granular ?? null,
    rests: [...rests, ...rowsOf(ground, memory, ['hgm.collapse'])],
  });
}

function wholePages(ground: ServingGround, bytes: number): Way {
  const memory = hugetlbOf(bytes);
  const rests = easiest(ground, memory, [
    ['register.missing', 'copy.huge'],
    ['register.minor', 'continue.huge'],
  ]);
  return way(memory, bytes, {
    served: standing(rests),
    regain: null,
    stall: stallOf(ground, bytes)?.whole ?? null,
    rests,
  });
}

function transparent(ground: ServingGround, memory: 'shmem' | 'anonymous'): Way {
  const { stallGround, thpBytes } = ground;
  const rests = easiest(ground, memory, [
    ['register.missing', 'copy.base'],
    ...(memory === 'shmem' ? [['register.minor', 'continue.base']] : []),
  ]);
  const isolation = find(ground, 'isolation.base', memory);
  const spills = isolation?.reason === 'exposed_by_fill';
  const served = spills ? { state: 'absent' as const, reason: isolation.reason } : standing(rests);
  const timed = stallGround.timings.find((one) => one.id === 'regain.huge' && one.memory === memory);
  return way(`${memory}-thp`, stallGround.basePageBytes, {
    served,
    regain: regained(ground, 'regain.huge', memory, thpBytes, timed),
    stall: stallGround.timings.length === 0 ? null : baseStall(stallGround, memory),
    ...(memory === 'shmem' && { aliasWrites: aliasWrites(isolation) }),
    rests: [...rests, ...rowsOf(ground, memory, ['isolation.base', 'regain.huge'])],
  });
}

type Verdict = Pick<Way, 'state' | 'reason'>;

interface Parts extends Pick<Way, 'regain' | 'aliasWrites'> {
  served: Verdict;
  stall: Stall | null;
  rests: Ground[];
}

function way(id: string, faultBytes: number, parts: Parts): Way {
  const { served, regain, stall, aliasWrites: writes, rests } = parts;
  const { state, reason } = joined(served, regain, rests);
  return {
    id,
    faultBytes,
    state,
    reason,
    stallNs: stall?.totalNs ?? null,
    ...doubtOf(stall),
    regain,
    ...(writes && { aliasWrites: writes }),
    parts: stall?.parts ?? [],
    rests,
  };
}

/** Faults that are served are a restricted answer where the guest then stays on base pages. */
function joined(served: Verdict, regain: Regain | null, rests: readonly Ground[]): Verdict {
  if (served.state !== 'supported' || regain === null || regain.state === 'supported') return served;
  const never = regain.state === 'absent' || regain.state === 'not_applicable';
  // The row of the way back stands last.
  const { state } = regain;
  return never
    ? { state: 'limited', reason: 'stays_on_base_pages' }
    : { state, reason: rests.at(-1)?.reason ?? state };
}

function doubtOf(stall: Stall | null): Pick<Way, 'stallIs'> {
  if (stall === null) return {};
  if (isDoubtful(stall)) return { stallIs: 'in_doubt' };
  return stall.lowerBound ? { stallIs: 'at_least' } : {};
}

/** What stands in the way: the worst of the rows, of which there is one at least. */
function standing(rests: readonly Ground[]): Verdict {
  const worst = rests.reduce((one, next) =>
    STATE_NUMBERS[next.state] < STATE_NUMBERS[one.state] ? next : one,
  );
  return worst.state === 'supported' ? { state: 'supported', reason: 'works' } : worst;
}

/** Of several sets of rows, each of which is enough, the one that stands best. */
function easiest(ground: ServingGround, memory: string, sets: readonly (readonly string[])[]): Ground[] {
  const all = sets.map((ids) => rowsOf(ground, memory, [...ALL, ...ids]));
  const worth = (rests: readonly Ground[]): number => STATE_NUMBERS[standing(rests).state];
  return all.reduce((best, next) => (worth(next) > worth(best) ? next : best));
}

/** Rows of that memory, and of the host; one that the report has not is of an experiment that was not made. */
function rowsOf(ground: ServingGround, memory: string, ids: readonly string[]): Ground[] {
  return ids.map((id) => {
    const found = find(ground, id, memory);
    if (found === undefined) return { id, memory, state: 'unknown', reason: 'not_run' };
    return { id, memory: found.memory, state: found.state, reason: found.reason };
  });
}

const find = ({ capabilities }: ServingGround, id: string, memory: string): Capability | undefined =>
  capabilities.find((row) => row.id === id && (row.memory === memory || row.memory === null));

function regained(
  ground: ServingGround,
  id: string,
  memory: string,
  bytes: number | null,
  timed: Timing | undefined,
): Regain {
  const { state } = find(ground, id, memory) ?? { state: 'unknown' as const };
  const each = typical(timed);
  const size = timed?.granuleBytes ?? bytes;
  const nsPerGiB = each === null || size === null ? null : Math.round((each.ns * GIB) / size);
  return { bytes, state, nsPerGiB, ...(each?.doubt && { doubt: each.doubt }) };
}

/** By the rows of its memory. HGM is not tried with a guest, so nothing shows it. */
function throughKvm(ground: ServingGround, id: string): ThroughKvm {
  const { memory, ids } = guestRows(id);
  const why = rowsOf(ground, memory, [OPEN, ...ids]).find(({ state }) => state !== 'supported') ?? null;
  return { shown: why === null, why };
}

const stallOf = ({ stalls }: ServingGround, hugePageBytes: number): StallEntry | undefined =>
  stalls.find((entry) => entry.hugePageBytes === hugePageBytes);

function aliasWrites(isolation: Capability | undefined): Way['aliasWrites'] {
  if (isolation?.state === 'supported') return 'isolated';
  const reason = isolation?.reason;
  return reason === 'exposed' || reason === 'exposed_if_advised' ? reason : 'unknown';
}
