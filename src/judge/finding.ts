import type { Action, Gate, State } from '../report/contract.js';

/** What the rules found out about one capability: a row of the report without its name. */
export interface Finding {
  state: State;
  /** A stable code. */
  reason: string;
  /** Only beside `not_permitted`. */
  gate?: Gate;
  action?: Action;
  evidence: string[];
}

/** A finding of that state, its evidence without repetitions. */
export function finding(state: State, reason: string, evidence: readonly string[] = []): Finding {
  return { state, reason, evidence: [...new Set(evidence)] };
}

export function notPermitted(
  gate: Gate,
  reason: string,
  evidence: readonly string[],
  action?: Action,
): Finding {
  return { ...finding('not_permitted', reason, evidence), gate, ...(action && { action }) };
}

/** The same finding with more evidence behind it. */
export function withEvidence(of: Finding, ...evidence: readonly string[]): Finding {
  return { ...of, evidence: [...new Set([...of.evidence, ...evidence])] };
}

const WORKING: ReadonlySet<State> = new Set(['supported', 'limited', 'advertised']);

/** It works, as far as was seen or said, were it in part. */
export const works = ({ state }: Pick<Finding, 'state'>): boolean => WORKING.has(state);

export interface Ways {
  syscall: Finding;
  userModeOnly: Finding;
  device: Finding;
}
