import { nearest } from '../cli/nearest.js';
import { ExpressionError, FIGURES, type Figure, type LatencyTerm } from './expression.js';
import type { RawLatency } from './grammar.js';
import { EVERY_SIZE, memoryOf } from './memory.js';
import { SERIES } from './series.js';

/**
 * `continue.2M.p99`: the figure stands last, the memory before it, and what is timed first. An operation without
 * its extent means the huge page on hugetlb and the base page elsewhere, since that is what is timed there.
 *
 * @throws ExpressionError naming what is missing
 */
export function latencyTerm(raw: RawLatency): LatencyTerm {
  const { path, column, text, comparison, boundNs } = raw;
  const parts = path.split(/[.:]/);
  const figure = String(parts.pop());
  if (!isFigure(figure))
    throw new ExpressionError(
      `latency:${path} ends with no figure`,
      column,
      `, which is one of ${Object.keys(FIGURES).join(', ')}`,
    );
  const memory = memoryOf(parts.pop() ?? '');
  if (memory === null || memory === EVERY_SIZE)
    throw new ExpressionError(
      `latency:${path} names no memory before its figure`,
      column,
      ': continue.2M.p99, or continue.shmem.p99',
    );
  const id = seriesOf(parts.join('.'), memory);
  if (id !== null) return { kind: 'latency', text, id, memory, figure, comparison, boundNs };
  const near = nearest(parts.join('.'), SERIES, 1)[0];
  const hint = near === undefined ? `; it is one of ${SERIES.join(', ')}` : `, did you mean ${near}?`;
  throw new ExpressionError(`nothing called ${parts.join('.')} is timed`, column, hint);
}

const isFigure = (word: string): word is Figure => Object.hasOwn(FIGURES, word);

function seriesOf(name: string, memory: string): string | null {
  const extent = memory.startsWith('hugetlb') ? 'huge' : 'base';
  return SERIES.find((id) => id === name || id === `${name}.${extent}`) ?? null;
}
