/** Checks the names in a parsed expression against the catalog, and says what they mean in a report. */

import { type CapabilityInfo, memoriesOf } from '../../capabilities/capability.js';
import { CATALOG, findCapability } from '../../capabilities/catalog.js';
import { OPERATIONS, rowIds } from '../../capabilities/families/operations.js';
import { kindOf, pageBytesOf } from '../../ground/memory.js';
import { nearest } from '../../ground/nearest.js';
import { parseSize } from '../../ground/size.js';
import { STATES } from '../../report/contract.js';
import { WAY_NAMES, wayNamed } from '../way.js';
import { ExpressionError, type Term } from './expression.js';
import type { RawCapability, RawPages, RawTerm, RawWay } from './grammar.js';
import { latencyTerm } from './latency-name.js';
import { memoryOf } from './memory.js';

/** HGM by what it does; the row is `hgm`. */
const HGM_NAMES = ['hgm', 'hgm.continue'];
const OPERATION_NAMES = OPERATIONS.map(({ id }) => id);

/** @throws ExpressionError for a name that no report can hold, with the nearest that one can */
export function checkTerm(raw: RawTerm, profiles: readonly string[]): Term {
  if (raw.kind === 'latency') return latencyTerm(raw);
  if (raw.kind === 'pages') return pages(raw);
  if (raw.kind === 'way') return way(raw);
  if (raw.kind === 'kernel') return { kind: 'kernel', text: raw.text, before: raw.before };
  if (raw.kind === 'capability')
    return raw.granule === null ? capability(raw, profiles) : granular(raw, raw.granule);
  if (profiles.includes(raw.name)) return { kind: 'profile', text: raw.text, name: raw.name };
  const otherwise = profiles.length === 0 ? '; none may stand here' : `; it is one of ${profiles.join(', ')}`;
  throw new ExpressionError(`unknown profile ${raw.name}`, raw.column, hint(raw.name, profiles, otherwise));
}

function pages({ text, memory, node, comparison, count, column }: RawPages): Term {
  const pageBytes = memory === null ? null : pageBytesOf(memoryOf(memory));
  if (memory !== null && pageBytes === null)
    throw new ExpressionError(`${memory} is no huge page size`, column, ': pages:2M>=512');
  if (!Number.isSafeInteger(count)) throw new ExpressionError(`${count} is no number of pages`, column);
  return { kind: 'pages', text, pageBytes, node, comparison, count };
}

function way({ text, name, granule, column }: RawWay): Term {
  const known = wayNamed(name);
  if (known === undefined) {
    const near = nearest(name, WAY_NAMES);
    const names =
      near.length === 0 ? `: it is one of ${WAY_NAMES.join(', ')}` : `, did you mean ${near.join(' or ')}?`;
    throw new ExpressionError(`unknown way ${name}`, column, names);
  }
  const granuleBytes = granule === null ? null : parseSize(granule);
  if (granule !== null && granuleBytes === null) throw new ExpressionError(`${granule} is no size`, column);
  return { kind: 'way', text, name: known, granuleBytes };
}

function capability(raw: RawCapability, profiles: readonly string[]): Term {
  const id = HGM_NAMES.includes(raw.id) ? 'hgm' : raw.id;
  const info = findCapability(id);
  if (info === undefined) throw unknownId(raw, profiles);
  const memory = raw.memory === null ? null : memoryIn(info, raw, raw.memory);
  return { kind: 'capability', text: raw.text, id, memory, is: raw.is === null ? null : wanted(raw, raw.is) };
}

function memoryIn(info: CapabilityInfo, raw: RawCapability, word: string): string {
  if (info.memories === 'none') throw new ExpressionError(`${raw.id} does not depend on memory`, raw.column);
  const memory = memoryOf(word);
  const size = 'a size such as 2M';
  const kinds = memoriesOf(info).map((kind) => (kind === 'hugetlb' ? `hugetlb or ${size}` : kind));
  const words = info.memories === 'hugetlb' ? size : kinds.join(', ');
  if (memory === null || !memoriesOf(info).includes(kindOf(memory)))
    throw new ExpressionError(`${word} is no memory of ${raw.id}`, raw.column, `, which has ${words}`);
  return memory;
}

/** A mistyped state would be a reason that never comes. */
function wanted(raw: RawCapability, word: string): string {
  const near = nearest(word, STATES, 1)[0];
  if (near !== undefined && near !== word)
    throw new ExpressionError(`${word} is no state`, raw.column, `, did you mean ${near}?`);
  return word;
}

function granular(raw: RawCapability, size: string): Term {
  const granuleBytes = parseSize(size);
  if (granuleBytes === null) throw new ExpressionError(`${size} is no size`, raw.column);
  if (raw.is !== null) throw new ExpressionError('a granule and "is" do not go together', raw.column);
  const hgm = HGM_NAMES.includes(raw.id);
  const operation = OPERATION_NAMES.includes(raw.id);
  if (!hgm && !operation) {
    if (findCapability(raw.id) === undefined) throw unknownId(raw);
    const names = ['hgm', 'hgm.continue', ...OPERATION_NAMES].join(', ');
    throw new ExpressionError(`${raw.id} has no granule`, raw.column, `: it goes with ${names}`);
  }
  const [row] = hgm ? ['hgm'] : rowIds(raw.id);
  const info = row === undefined ? undefined : findCapability(row);
  const memory = raw.memory === null || info === undefined ? null : memoryIn(info, raw, raw.memory);
  const pageBytes = memory === null ? null : pageBytesOf(memory);
  if (pageBytes !== null && granuleBytes > pageBytes)
    throw new ExpressionError(`a granule of ${size} is larger than the page of ${raw.memory}`, raw.column);
  if (hgm) return { kind: 'granule', text: raw.text, memory, granuleBytes };
  if (memory === null)
    throw new ExpressionError(`${raw.id}@${size} needs a memory`, raw.column, `: ${raw.id}:2M@${size}`);
  return { kind: 'operation', text: raw.text, operation: raw.id, memory, granuleBytes };
}

function unknownId(raw: RawCapability, profiles: readonly string[] = []): ExpressionError {
  if (OPERATION_NAMES.includes(raw.id)) {
    const granule = `${raw.id}:2M@4K`;
    return new ExpressionError(
      `${raw.id} alone is no row`,
      raw.column,
      `: say ${[...rowIds(raw.id), granule].join(' or ')}`,
    );
  }
  if (profiles.includes(raw.id))
    return new ExpressionError(`${raw.id} is no capability`, raw.column, `, did you mean profile:${raw.id}?`);
  const names = [...CATALOG.map(({ id }) => id), 'hgm.continue'];
  return new ExpressionError(
    `unknown capability ${raw.id}`,
    raw.column,
    hint(raw.id, names, '; see hgm-probe list'),
  );
}

function hint(word: string, names: readonly string[], otherwise: string): string {
  const near = nearest(word, names);
  return near.length === 0 ? otherwise : `, did you mean ${near.join(' or ')}?`;
}
