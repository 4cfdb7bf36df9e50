import type { Call, Experiment } from '../observe/observations.js';
import type { Context } from './context.js';
import { line } from './evidence.js';
import { type Finding, finding } from './finding.js';
import { experiment, number, step, succeeded } from './lookup.js';

/**
 * CONTINUE of a whole huge page where a base page had been mapped and dropped. The page table outlives
 * MADV_DONTNEED on a kernel of the series, so its EEXIST says nothing of a mapping where nothing was mapped.
 * Recordings of version 0.1 have that call; since then the whole page has a mapping of its own. What speaks then
 * is the proof without opt-in, whose control is the same call on such a mapping. Null where the call was another.
 */
export function onLeftTable({ observations }: Context, of: Experiment, test: Call): Finding | null {
  if (test.errno !== 'EEXIST' || !succeeded(step(of, 'base')) || !succeeded(step(of, 'unmap_whole')))
    return null;
  const proof = experiment(observations, 'hgm_proof', of.memory, 'rfc-v1');
  const whole = step(proof, 'continue_whole');
  if (!whole || !succeeded(whole) || number(whole, 'mapped') !== of.pageBytes)
    return finding('unknown', 'page_table_left', [line(test)]);
  const inside = step(proof, 'base_on_whole');
  // A base page inside of it is there already.
  return inside?.errno === 'EEXIST'
    ? finding('supported', 'works', [line(test), line(whole, {}, 'control'), line(inside, {}, 'look')])
    : finding('advertised', 'accepted_not_observed', [line(test), line(whole, {}, 'control')]);
}
