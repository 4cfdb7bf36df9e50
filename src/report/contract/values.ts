/** Values that stand in many places of the document. Masks are hex strings, counts carry their unit in the name. */
import * as v from 'valibot';
import { STATES } from '../../capabilities/state.js';

export { STATES };

export const GATES = ['sysctl', 'capability', 'device_node', 'seccomp', 'lsm', 'unknown'] as const;

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const mask = v.pipe(v.string(), v.regex(/^0x[0-9a-f]+$/));
export const text = v.string();

/** Always UTC. The pattern is for validators that take `format` for a comment. */
export const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/),
);

export const State = v.picklist(STATES);
export type State = v.InferOutput<typeof State>;

/** `STATE`, or `STATE:` and what there is to say beside it. */
export const Cell = v.pipe(v.string(), v.regex(new RegExp(`^(?:${STATES.join('|')})(?::[\\s\\S]+)?$`)));

export const Gate = v.picklist(GATES);
export type Gate = v.InferOutput<typeof Gate>;

export const DialectName = v.picklist(['rfc-v1', 'rfc-v2', 'madv-split']);
export const Proof = v.picklist(['mapped', 'accepted']);
