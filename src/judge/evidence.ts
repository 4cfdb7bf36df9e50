import type { Call, Role, Value } from '../observe/observations.js';

/**
 * One call as a line of evidence: `ROLE STEP RET [ERRNO] [field=value …]`; `(no answer)` where it never
 * came back. `more` adds fields, `role` overrides the role where a test of one row is the control of another.
 */
export function line(call: Call, more: Record<string, Value> = {}, role: Role = call.role): string {
  if (call.ret === null) return [role, call.step, '(no answer)', ...fields(more)].join(' ');
  const answer = call.errno === null ? [String(call.ret)] : [String(call.ret), call.errno];
  return [role, call.step, ...answer, ...fields({ ...call.out, ...more })].join(' ');
}

/** A fact that no call of an experiment answered: `setting vm.unprivileged_userfaultfd=0`. */
export function fact(name: string, value: Value | boolean | null): string {
  return `setting ${name}=${value === null ? 'unreadable' : String(value)}`;
}

function fields(of: Record<string, Value>): string[] {
  return Object.entries(of).map(([key, value]) => `${key}=${value}`);
}
