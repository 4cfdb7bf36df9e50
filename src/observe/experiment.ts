import { errnoName, signalName } from './names.js';
import type { Call, Experiment } from './observations.js';
import type { Planned } from './plan/planned.js';
import type { NativeResult } from './program/addon.js';

/** What a plan came to; a child that was lost did nothing. */
export function experiment(plan: Omit<Planned, 'native'>, result: NativeResult | undefined): Experiment {
  const { id, memory, pageBytes, dialect } = plan;
  return {
    id,
    memory,
    pageBytes,
    dialect,
    end: result?.end ?? 'not_run',
    signal: result === undefined || result.signal === 0 ? null : signalName(result.signal),
    calls: (result?.calls ?? []).map(
      (call): Call => ({ ...call, errno: call.errno === null ? null : errnoName(call.errno) }),
    ),
    series: result?.series ?? [],
  };
}
