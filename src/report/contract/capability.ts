/** What was found of one capability, who must act, and every state in a few bytes. */
import * as v from 'valibot';
import { Cell, Gate, State, text } from './values.js';

/** A command for a shell of the administrator, and what it opens beside what is wanted. */
export const Remedy = v.object({ command: text, opens: text });
export type Remedy = v.InferOutput<typeof Remedy>;

/** Who must act, and what they would do. */
export const Action = v.object({
  who: v.picklist(['caller', 'os_configuration', 'kernel_build']),
  hint: text,
  /** Each is enough by itself, and the one that opens least comes first; but see `commandsAll`. */
  commands: v.optional(v.array(Remedy)),
  /** Several gates stand one behind the other: `commands` is one list, to be done in full and in its order. */
  commandsAll: v.optional(v.literal(true)),
});
export type Action = v.InferOutput<typeof Action>;

export const Capability = v.object({
  id: text,
  /** A column of the matrix, or null for what does not depend on memory. */
  memory: v.nullable(text),
  state: State,
  /** A stable code. */
  reason: text,
  /** What stops this caller; only beside `not_permitted`. */
  gate: v.optional(Gate),
  /** First mainline kernel, for words only. */
  since: v.nullable(text),
  action: v.nullable(Action),
  /** One call each: `ROLE STEP RET [ERRNO] [field=value …]`; and for a refused way in `layer NAME VERDICT [field=value …]`. */
  evidence: v.array(text),
});
export type Capability = v.InferOutput<typeof Capability>;

/**
 * Every row of `capabilities` in a few bytes: `{ID: {MEMORY|host: CELL}}`, where CELL is `STATE` or
 * `STATE:REASON`, and `not_permitted:GATE` or `not_permitted:GATE/REASON`. The reason is left out where it
 * says no more than the state (docs/report.md names them), and where it repeats the gate.
 */
export const Matrix = v.record(text, v.record(text, Cell));
export type Matrix = v.InferOutput<typeof Matrix>;
