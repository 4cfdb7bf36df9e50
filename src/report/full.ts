import type { Document, Report } from './contract.js';
import { timingsOf } from './latency.js';
import { rowsOf } from './matrix.js';
import { waysOf } from './serving.js';

/**
 * A document with all keys of the full form. What the inventory form left out is made of what it keeps: rows
 * without evidence, timings without distributions; the rest is empty.
 */
export function fullOf(document: Document): Report {
  return {
    ...document,
    serving: document.serving ?? {},
    ways: document.ways ?? waysOf(document),
    capabilities: document.capabilities ?? rowsOf(document.matrix),
    timings: document.timings ?? timingsOf(document.latency, document.host.basePageBytes),
    untimed: document.untimed ?? [],
    stalls: document.stalls ?? [],
    caller: document.caller ?? null,
    bench: document.bench ?? null,
    witnesses: document.witnesses ?? [],
  };
}
