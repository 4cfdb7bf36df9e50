import type { Document, State } from './contract.js';
import { readiness, stateOf } from './ranks.js';

/** Of monitoring plugins; the number is the exit code. */
export const VERDICTS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export type Verdict = (typeof VERDICTS)[number];

export interface Checked {
  name: string;
  verdict: Verdict;
  /** What the document says of it: a matrix cell, or the state of a profile. */
  says: string;
}

/** Of something that was asked for: it works, it works somehow or not now, it does not, it can't be told. */
const WANTED: Readonly<Record<State, Verdict>> = {
  supported: 'OK',
  limited: 'WARNING',
  advertised: 'WARNING',
  no_resources: 'WARNING',
  absent: 'CRITICAL',
  not_permitted: 'CRITICAL',
  not_applicable: 'CRITICAL',
  not_probed: 'UNKNOWN',
  unknown: 'UNKNOWN',
};

const READY: Readonly<Record<string, Verdict>> = {
  ready: 'OK',
  restricted: 'WARNING',
  not_ready: 'CRITICAL',
  unknown: 'UNKNOWN',
};

/** With nothing asked for, any verdict on HGM is well: `absent` is the right answer of a stock kernel. */
const ANSWERED: ReadonlySet<State> = new Set(['supported', 'absent', 'not_applicable']);

/**
 * Holds a document against what a host is expected to do.
 *
 * @param names `hgm`, an id of the matrix with or without `:MEMORY`, `profile:NAME`, `way:NAME`; none: is HGM answered
 */
export function check(document: Document, names: readonly string[]): Checked[] {
  if (names.length > 0) return names.map((name) => one(document, name));
  const { state } = document.hgm;
  const verdict = ANSWERED.has(state) ? 'OK' : state === 'unknown' ? 'UNKNOWN' : 'WARNING';
  return [{ name: 'hgm', verdict, says: hgmCell(document) }];
}

const hgmCell = ({ hgm }: Document): string => `${hgm.state}:${hgm.reason}`;

function one(document: Document, name: string): Checked {
  if (name === 'hgm') return { name, verdict: WANTED[document.hgm.state], says: hgmCell(document) };
  if (name.startsWith('profile:')) {
    const found = readiness(document).find(([profile]) => `profile:${profile}` === name);
    return { name, verdict: READY[found?.[1] ?? ''] ?? 'UNKNOWN', says: found?.[1] ?? 'no such profile' };
  }
  if (name.startsWith('way:')) {
    const cell = document.serving?.[name.slice('way:'.length)];
    if (cell === undefined) return { name, verdict: 'UNKNOWN', says: 'no such way' };
    return { name, verdict: WANTED[stateOf(cell)], says: cell };
  }
  const [id = '', memory = ''] = name.split(/:(.*)/s);
  const cells = Object.entries(Object.hasOwn(document.matrix, id) ? (document.matrix[id] ?? {}) : {});
  const asked = memory === '' ? cells : cells.filter(([column]) => column === memory);
  // A memory that has no such thing is no fault where all of them were asked for.
  const concerned = asked.filter(([, cell]) => memory !== '' || stateOf(cell) !== 'not_applicable');
  const verdict = worst(concerned.map(([, cell]) => WANTED[stateOf(cell)]));
  const says = concerned.map(([column, cell]) => (memory === '' ? `${column} ${cell}` : cell)).join(', ');
  return { name, verdict, says: says || missing(document, id) };
}

/** A profile is asked for by its whole name. */
const missing = (document: Document, id: string): string =>
  readiness(document).some(([profile]) => profile === id)
    ? `no such row, did you mean profile:${id}?`
    : 'no such row';

/** As plugins add up: critical, then warning, then what is not known. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['CRITICAL', 'WARNING', 'UNKNOWN', 'OK'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'UNKNOWN';
}
