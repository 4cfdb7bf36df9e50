import type { Call, Role, Value } from '../observe/observations.js';

/**
 * One call as a line of evidence: `ROLE STEP RET [ERRNO] [field=value …]`; `(no answer)` where it never
 * came back. `more` adds fields, `role` overrides the role where a test of one row is the control of another.
 */
export function line(call: Call, more?: Record<string, Value>, role: Role = call.role): string {
  const begin = `${role} ${call.step}`;
  if (call.ret === null) return `${begin} (no answer)${fields(more)}`;
  const answer = call.errno === null ? `${call.ret}` : `${call.ret} ${call.errno}`;
  return `${begin} ${answer}${fields(more === undefined ? call.out : { ...call.out, ...more })}`;
}

/** The lines of those that were made. */
export const linesOf = (...calls: readonly (Call | undefined)[]): string[] =>
  calls.filter((call) => call !== undefined).map((call) => line(call));

/** A fact that no call of an experiment answered: `setting vm.unprivileged_userfaultfd=0`. */
export function fact(name: string, value: Value | boolean | null): string {
  return `setting ${name}=${value === null ? 'unreadable' : String(value)}`;
}

/** By a loop: a report has three hundred such lines. */
function fields(of: Record<string, Value> = {}): string {
  let text = '';
  for (const key of Object.keys(of)) text += ` ${key}=${of[key]}`;
  return text;
}
