import { isHugetlb, pageBytesOf } from '../../ground/memory.js';
import { nearest } from '../../ground/nearest.js';
import { parseSize } from '../../ground/size.js';
import { TIMEABLE } from '../../judge/timings/timing-list.js';
import { type LatencyName, latencyName } from '../../report/latency.js';
import { ExpressionError, FIGURES, type Figure, type LatencyTerm } from './expression.js';
import type { RawLatency } from './grammar.js';
import { EVERY_SIZE, memoryOf } from './memory.js';
import { SERIES } from './series.js';

/** What is timed on no memory, so that a size in its name is what one call covers. */
const NOWHERE = new Set(TIMEABLE.filter(({ kind }) => kind === null).map(({ id }) => id));

/** What has no form of a key names no memory either. */
const UNREADABLE: LatencyName = { id: '', memory: null, granule: null, units: null, threads: null };

/**
 * A key of `latency` in a report and a figure behind it, `fault.poll:hugetlb-2M@4K.p99`; or the same in short,
 * `continue.2M.p99`: the memory stands last, and an operation without its extent means the huge page on hugetlb
 * and the base page elsewhere, since that is what is timed there.
 *
 * @throws ExpressionError naming what is missing
 */
export function latencyTerm(raw: RawLatency): LatencyTerm {
  const { path, column, text, comparison, boundNs } = raw;
  const dot = path.lastIndexOf('.');
  const figure = path.slice(dot + 1);
  if (dot < 0 || !isFigure(figure))
    throw new ExpressionError(
      `latency:${path} ends with no figure`,
      column,
      `, which is one of ${Object.keys(FIGURES).join(', ')}`,
    );
  const written = latencyName(path.slice(0, dot)) ?? UNREADABLE;
  const { id, memory: where, granule, units, threads } = written;
  const { name, memory, granuleBytes } = placeOf(raw, where === null ? id : `${id}:${where}`, granule);
  const shape = { memory, granuleBytes, units: Number(units ?? 1), threads: Number(threads ?? 1) };
  const found = seriesOf(name, memory);
  if (found !== null) return { kind: 'latency', text, id: found, ...shape, figure, comparison, boundNs };
  const near = nearest(name, SERIES, 1)[0];
  const hint = near === undefined ? `; it is one of ${SERIES.join(', ')}` : `, did you mean ${near}?`;
  throw new ExpressionError(`nothing called ${name} is timed`, column, hint);
}

const isFigure = (word: string): word is Figure => Object.hasOwn(FIGURES, word);

interface Where {
  name: string;
  memory: string | null;
  granuleBytes: number | null;
}

/** The last part is the memory, but of what is timed on none: there it is the size. */
function placeOf({ path, column }: RawLatency, head: string, granule: string | null): Where {
  if (NOWHERE.has(head)) return { name: head, memory: null, granuleBytes: sizeOf(granule) };
  const [, before = '', last = head] = /^(.*)[.:](.*)$/.exec(head) ?? [];
  const memory = memoryOf(last);
  const name = before.replaceAll(':', '.');
  if (memory === null || memory === EVERY_SIZE || name === '')
    throw new ExpressionError(
      `latency:${path} names no memory before its figure`,
      column,
      ': continue.2M.p99, or continue.shmem.p99',
    );
  if (NOWHERE.has(name)) return { name, memory: null, granuleBytes: sizeOf(granule) ?? pageBytesOf(memory) };
  return { name, memory, granuleBytes: sizeOf(granule) };
}

const sizeOf = (word: string | null): number | null => (word === null ? null : parseSize(word));

function seriesOf(name: string, memory: string | null): string | null {
  const extent = isHugetlb(memory) ? 'huge' : 'base';
  return SERIES.find((id) => id === name || id === `${name}.${extent}`) ?? null;
}
