import type { Experiment, Memory, Series } from '../observe/observations.js';
import type { Clock, Timing, Untimed } from '../report/contract.js';
import { notBorrowed } from './borrow.js';
import type { Context } from './context.js';
import { grain } from './grain.js';
import type { SizeVerdict } from './hgm.js';
import { experiment, step } from './lookup.js';
import { ending } from './outcome.js';
import { figures } from './quantiles.js';
import { missingStep } from './setup.js';

export interface Timings {
  timings: Timing[];
  untimed: Untimed[];
}

/** In the order of use: opt in, the first base page of a huge page, the later ones, the way back. */
const HGM_SERIES = ['madv_split', 'continue.first_base', 'continue.later_base', 'collapse'] as const;

/** One series that should be there, or the reason why it is not. */
interface Wanted {
  id: string;
  memory: Memory;
  baseline: boolean;
  from: Experiment | undefined;
  /** Why there is nothing to time, where that is known without looking. */
  reason: string | null;
}

export function judgeTimings(context: Context, sizes: readonly SizeVerdict[]): Timings {
  const wanted = [
    baseline(context, 'continue.base', 'shmem', null),
    ...sizes.flatMap((size) => ofSize(context, size)),
  ];
  const timings: Timing[] = [];
  const untimed: Untimed[] = [];
  for (const one of wanted) {
    const series = one.from?.series.find((s) => s.id === one.id);
    if (one.from && series && (series.ns.length > 0 || series.firstNs !== null)) {
      timings.push(timing(one, series, one.from));
    } else {
      untimed.push({ id: one.id, memory: one.memory, reason: whyNot(context, one) });
    }
  }
  return { timings, untimed };
}

function baseline(context: Context, id: string, memory: Memory, pageBytes: number | null): Wanted {
  const from = experiment(context.observations, 'time.continue', memory);
  const reason = from || pageBytes === null ? null : notBorrowed(context, pageBytes).reason;
  return { id, memory, baseline: true, from, reason };
}

function ofSize(context: Context, { column, hgm, dialect }: SizeVerdict): Wanted[] {
  const { memory, pageBytes } = column;
  const found = hgm.state === 'supported';
  const from = found ? experiment(context.observations, 'time.hgm', memory, dialect) : undefined;
  const whyNone = found ? notBorrowed(context, pageBytes).reason : withoutHgm(hgm.state);
  const series = HGM_SERIES.map((id) => {
    const foreign = found && id === 'madv_split' && dialect !== 'madv-split';
    const reason = foreign ? 'other_dialect' : from ? null : whyNone;
    return { id, memory, baseline: false, from, reason };
  });
  return [baseline(context, 'continue.huge', memory, pageBytes), ...series];
}

function withoutHgm(state: string): string {
  if (state === 'absent') return 'hgm_absent';
  return state === 'unknown' ? 'hgm_unknown' : state;
}

function whyNot(context: Context, { from, reason }: Wanted): string {
  if (!context.observations.latency) return 'latency_off';
  if (reason !== null) return reason;
  if (!from) return 'not_run';
  const why = missingStep(context, from, false);
  // `not_permitted` says more to a reader of timings than the errno behind it.
  return why.state === 'not_permitted' ? why.state : why.reason;
}

function timing({ id, memory, baseline }: Wanted, series: Series, from: Experiment): Timing {
  const { n, ...quantiles } = figures(series);
  const { p50Ns, maxNs } = quantiles;
  const flags = [
    ...(p50Ns === null ? ['few_samples'] : []),
    // A warning only: outliers are what a migration meets.
    ...(p50Ns !== null && maxNs !== null && maxNs > 100 * p50Ns ? ['outliers'] : []),
    ...(from.end === 'done' ? [] : [`ended_${ending(from)}`]),
  ];
  const { granuleBytes, firstNs } = series;
  return {
    id,
    memory,
    granuleBytes,
    baseline,
    n,
    ...quantiles,
    firstNs,
    flags,
  };
}

const NOTHING = { ns: [], counts: [] };

/** What every figure above stands on. */
export function judgeClock({ observations }: Context): Clock {
  const floor = experiment(observations, 'time.floor');
  const look = step(floor, 'clock');
  const of = (id: string) => floor?.series.find((s) => s.id === id) ?? NOTHING;
  const { clocksource } = observations.settings;
  const call = look ? String(look.out.source) : 'not_measured';
  return {
    source: look && clocksource ? `${call} over ${clocksource}` : call,
    grainNs: grain(of('clock_pair').ns),
    pairNs: figures(of('clock_pair')).p50Ns,
    ioctlNs: figures(of('ioctl_floor')).p50Ns,
  };
}
