import { TIMEABLE } from '../../judge/timings/timing-list.js';

/** Timings that an expression may ask for: the ids of `timings` and `untimed` in a report. */
export const SERIES: readonly string[] = [...new Set(TIMEABLE.map(({ id }) => id))];
