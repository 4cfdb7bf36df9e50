import type { Document, State } from './contract.js';

/**
 * States by what they are worth, the best first: a fleet compares the number of a state, so this order is part
 * of the formats and never changes; a new state gets a new number.
 */
export const STATE_NUMBERS: Readonly<Record<State, number>> = {
  supported: 8,
  limited: 7,
  advertised: 6,
  not_applicable: 5,
  absent: 4,
  no_resources: 3,
  not_permitted: 2,
  not_probed: 1,
  unknown: 0,
};

/** Readiness of a profile in the same way. */
export const READINESS_NUMBERS: Readonly<Record<string, number>> = {
  ready: 3,
  restricted: 2,
  not_ready: 1,
  unknown: 0,
};

/** What a matrix cell says: `not_permitted` of `not_permitted:sysctl`. */
export const stateOf = (cell: string): State => cell.split(':', 1)[0] as State;

/** Of several states the best, or null for none. */
export function best(states: readonly State[]): State | null {
  return [...states].sort((a, b) => STATE_NUMBERS[b] - STATE_NUMBERS[a])[0] ?? null;
}

/**
 * Of several states the one that stands in the way: the worst, but one that the kernel has no part in
 * (`absent`, `not_applicable`) only where there is no other. Null for none.
 */
export function standing(states: readonly State[]): State | null {
  const concerned = states.filter((state) => state !== 'absent' && state !== 'not_applicable');
  const all = concerned.length > 0 ? concerned : states;
  return [...all].sort((a, b) => STATE_NUMBERS[a] - STATE_NUMBERS[b])[0] ?? null;
}

/** Readiness of each profile, by name, in the document's order; one without a state is `unknown`. */
export function readiness(document: Pick<Document, 'profiles'>): [name: string, state: string][] {
  return Object.entries(document.profiles).map(([name, profile]) => {
    const { state } = (profile ?? {}) as { state?: unknown };
    return [name, typeof state === 'string' && state in READINESS_NUMBERS ? state : 'unknown'];
  });
}
