import type { Experiment, Memory, Observations, Series } from '../../observe/observations.js';
import type { Capability, Clock, Timing, Untimed } from '../../report/contract.js';
import type { Shape } from '../../report/latency.js';
import { borrowOf, type Context } from '../context.js';
import type { SizeVerdict } from '../hgm/hgm.js';
import { experiment } from '../lookup.js';
import { notBorrowed } from '../pools/borrow.js';
import { missingStep } from '../setup.js';
import { thpBytesOf } from '../sizes.js';
import { figures, mean } from './quantiles.js';
import { flagsOf } from './timing-flags.js';
import { TIMEABLE, type Timeable } from './timing-list.js';

export interface Timings {
  timings: Timing[];
  untimed: Untimed[];
  /** What is timed in every short run here, and was not in this one, for want of time. */
  missed: Shape[];
}

/** Where calls are timed; `verdict` stands for hugetlb memory. */
interface Place {
  kind: Timeable['kind'];
  memory: Memory | null;
  verdict: SizeVerdict | null;
}

/** A call at a place that should be timed: by that experiment, or why not, where that is known without looking. */
interface Wanted {
  what: Timeable;
  memory: Memory | null;
  verdict: SizeVerdict | null;
  from: Experiment | undefined;
  reason: string | null;
}

/** @param rows of the report: a vCPU is timed where its faults were seen to be served */
export function judgeTimings(
  context: Context,
  sizes: readonly SizeVerdict[],
  clock: Clock,
  rows: readonly Capability[],
): Timings {
  const places: Place[] = [
    { kind: null, memory: null, verdict: null },
    ...context.columns.map(({ kind, memory }) => {
      const verdict = sizes.find(({ column }) => column.memory === memory) ?? null;
      return { kind, memory, verdict };
    }),
  ];
  const inDepth = context.observations.bench !== null;
  const timings: Timing[] = [];
  const untimed: Untimed[] = [];
  const missed: Shape[] = [];
  for (const one of places.flatMap((place) => wantedAt(context, place, rows))) {
    const { what, memory, from } = one;
    const series = from?.series.filter(({ id }) => id === what.id) ?? [];
    const filled = series.filter(({ ns, firstNs }) => ns.length > 0 || firstNs !== null);
    for (const each of filled) {
      const flags = flagsOf(each, from, clock.grainNs);
      timings.push(judgeSeries(each, { memory, baseline: !what.hgm, flags, inDepth }));
    }
    const reason = whyNot(context, one, series);
    if (filled.length > 0 || OF_TIME.has(reason)) missed.push(...unmet(context, one, filled));
    if (filled.length > 0 || !isMissed(context, one)) continue;
    untimed.push({ id: what.id, memory, reason });
  }
  return { timings, untimed, missed };
}

/** Why nothing was timed where another run would have: it did not come to it, or not to an end. */
const OF_TIME = new Set(['not_run', 'deadline', 'not_observed']);

const MIB = 2 ** 20;

const THP = ['thp_split', 'regain.huge'];

/** Of the other series of such pages; null where there is none. */
const ofThp = ({ experiments }: Observations): number | null =>
  experiments.flatMap(({ series }) => series).find(({ id }) => THP.includes(id))?.granuleBytes ?? null;

/** Of an experiment of the short run the series that it has not, as far as every kernel has them. */
function unmet(
  context: Context,
  { what, memory, from, verdict }: Wanted,
  filled: readonly Series[],
): Shape[] {
  const { bench, latency, host } = context.observations;
  if (bench !== null || !latency || what.deep || what.hgm || from === undefined) return [];
  const page = verdict?.column.pageBytes ?? host.basePageBytes;
  const thp = thpBytesOf(context.observations) ?? ofThp(context.observations);
  const granules: Readonly<Record<string, readonly (number | null)[]>> = {
    // series/memcpy.cc
    memcpy: [host.basePageBytes, Math.max(2 * MIB, host.basePageBytes)],
    ...Object.fromEntries(THP.map((id) => [id, [thp]])),
  };
  return (granules[what.id] ?? [page])
    .filter(
      (granuleBytes) => granuleBytes !== null && !filled.some((one) => one.granuleBytes === granuleBytes),
    )
    .map((granuleBytes) => ({ id: what.id, memory, granuleBytes, units: 1, threads: 1 }));
}

function wantedAt(context: Context, { kind, memory, verdict }: Place, rows: readonly Capability[]): Wanted[] {
  const guests = rows.some(({ id, state }) => id === 'kvm.open' && state === 'supported');
  return TIMEABLE.filter((what) => what.kind === kind && (guests || !what.guest)).map((what) => {
    const granular = what.hgm ? verdict : null;
    const reason = what.guest ? withoutFaults(rows, memory) : granular && withoutHgm(what, granular);
    const dialect = granular?.dialect ?? null;
    const from =
      reason === null ? experiment(context.observations, what.experiment, memory, dialect) : undefined;
    return { what, memory, verdict, from, reason };
  });
}

/** Of a vCPU that meets no fault as a guest does, no time says what a guest waits. */
function withoutFaults(rows: readonly Capability[], memory: Memory | null): string | null {
  const faults = rows.find((row) => row.id.startsWith('kvm.fault.') && row.memory === memory);
  // A page that was not lent is the plan's to say.
  if (faults === undefined || faults.state === 'supported' || faults.state === 'not_probed') return null;
  return faults.state === 'no_resources' ? null : faults.reason;
}

/** Why a row of HGM has nothing to time, as far as the verdict tells. */
function withoutHgm({ id }: Timeable, { hgm: { state }, dialect }: SizeVerdict): string | null {
  if (state === 'absent' || state === 'unknown') return `hgm_${state}`;
  if (state !== 'supported') return state;
  // Which experiment is the dialect's can't be said where the dialect can't.
  if (dialect === null) return 'dialect_unclear';
  return id === 'madv_split' && dialect !== 'madv-split' ? 'other_dialect' : null;
}

/** Whether a reader would look for the row: what only a bench measures is no loss to another run. */
function isMissed({ observations, hugeColumns }: Context, { what, verdict, reason }: Wanted): boolean {
  if (what.deep && observations.bench === null) return false;
  // Of the same name as a row that every kernel has: it would seem to be that one.
  if (what.deep && reason === 'hgm_absent') return false;
  // A piece is as large as a smaller huge page.
  return (
    what.id !== 'continue.piece' ||
    hugeColumns.some(({ pageBytes }) => pageBytes < Number(verdict?.column.pageBytes))
  );
}

function whyNot(context: Context, { from, reason, verdict }: Wanted, series: readonly Series[]): string {
  const { latency, bench } = context.observations;
  if (!latency) return 'latency_off';
  if (reason !== null) return reason;
  const pageBytes = verdict?.column.pageBytes ?? null;
  if (pageBytes !== null && bench && bench.sizes.length > 0 && !bench.sizes.includes(pageBytes))
    return 'size_not_asked_for';
  if (bench?.complete === false && (!from || from.end === 'not_run')) return 'stopped';
  if (!from) return notPlanned(context, pageBytes);
  if (series.some(({ ended }) => ended === 'refused')) return 'refused';
  const why = missingStep(context, from, false);
  // `not_permitted` says more to a reader of timings than the errno behind it.
  return why.state === 'not_permitted' ? why.state : why.reason;
}

function notPlanned(context: Context, pageBytes: number | null): string {
  if (pageBytes === null || borrowOf(context, pageBytes)?.decision === 'taken') return 'not_run';
  return notBorrowed(context, pageBytes).reason;
}

/** What a timing has beside the figures of its series. */
interface Frame {
  memory: string | null;
  baseline: boolean;
  flags: string[];
  /** Whether the whole distribution goes into the document. */
  inDepth: boolean;
}

const rounded = (ns: number | null): number | null => ns && Math.round(ns);

/** The figures of one series, in the contract's order. */
function judgeSeries(series: Series, { memory, baseline, flags, inDepth }: Frame): Timing {
  const { n, ...quantiles } = figures(series);
  const { id, granuleBytes, units, threads, ns, counts } = series;
  return {
    id,
    memory,
    granuleBytes,
    units,
    threads,
    baseline,
    n,
    ...quantiles,
    firstNs: rounded(series.firstNs),
    meanNs: rounded(mean(series)),
    batchedNs: rounded(series.batchedNs),
    ...(units > 1 && { perUnitNs: quantiles.p50Ns && Math.round(quantiles.p50Ns / units) }),
    flags,
    ...(inDepth && { distribution: { ns, counts }, run: runOf(series) }),
  };
}

function runOf(series: Series): NonNullable<Timing['run']> {
  const { cpu, node, interrupts, migrations, voluntarySwitches, involuntarySwitches, minorFaults } = series;
  return { cpu, node, interrupts, migrations, voluntarySwitches, involuntarySwitches, minorFaults };
}
