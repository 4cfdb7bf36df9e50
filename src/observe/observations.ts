/**
 * What was seen, and nothing of what it means: the plain data that travels from observing to judging.
 *
 * Everything here survives JSON, so that a run can be recorded and judged again elsewhere. Lengths,
 * offsets and counts are numbers, in bytes unless the name says otherwise; 64-bit masks are hex
 * strings (bit 63 of `uffdio_api.ioctls` is set on every kernel). There are no raw addresses: an
 * offset counts from the start of the test mapping.
 */
export type * from './observations/caller.js';
export type * from './observations/experiment.js';
export type * from './observations/host.js';
export type * from './observations/limits.js';
export type * from './observations/pools.js';
export type * from './observations/run.js';
export type * from './observations/series.js';
export type * from './observations/witnesses.js';
