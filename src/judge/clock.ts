import type { Clock } from '../report/contract.js';
import type { Context } from './context.js';
import { grain } from './grain.js';
import { experiment, number, step } from './lookup.js';
import { type Distribution, quantile } from './quantiles.js';

const NOTHING: Distribution = { ns: [], counts: [] };

/** What every figure stands on. */
export function judgeClock({ observations }: Context): Clock {
  const floor = experiment(observations, 'time.floor');
  const look = step(floor, 'clock');
  const seen = (id: string): Distribution => floor?.series.find((s) => s.id === id) ?? NOTHING;
  const { clocksource } = observations.settings;
  const call = look ? String(look.out.source) : 'not_measured';
  return {
    source: look && clocksource ? `${call} over ${clocksource}` : call,
    // A clock so coarse that no two readings differed: the step that was waited for.
    grainNs: grain(seen('clock_pair').ns) ?? (number(look, 'stepNs') || null),
    pairNs: quantile(seen('clock_pair'), 1, 2),
    ioctlNs: quantile(seen('ioctl_floor'), 1, 2),
  };
}
