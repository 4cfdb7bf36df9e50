/** Values that the parts of a recording share. */
import * as v from 'valibot';

export const text = v.string();
export const flag = v.boolean();
export const finite = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const size = v.pipe(v.number(), v.integer(), v.minValue(1));
export const counter = v.nullable(count);
export const nanoseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
export const HEX = /^0x[0-9a-f]{1,16}$/;
export const mask = v.pipe(v.string(), v.regex(HEX));
export const yesOrNo = v.nullable(v.picklist(['y', 'n']));

/** Fields of later versions of the tool: a recording without them knows nothing of what they say. */
export const since = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);
