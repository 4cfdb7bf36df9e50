/** Fields of /proc/PID/status. */

/** A decimal number, or null where the field is not there. */
export function statusNumber(status: string, key: string): number | null {
  const digits = new RegExp(`^${key}:\\s*(\\d{1,9})$`, 'm').exec(status)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A field that is 0 or 1, or null where it is not there. */
export function statusFlag(status: string, key: string): boolean | null {
  const value = statusNumber(status, key);
  return value === null ? null : value === 1;
}

/** A mask of 64 bits. */
export function statusHex(status: string, key: string): bigint | null {
  const hex = new RegExp(`^${key}:\\s*([0-9a-f]{1,16})$`, 'm').exec(status)?.[1];
  return hex === undefined ? null : BigInt(`0x${hex}`);
}

/** Numbers beside each other: user ids, groups. */
export function statusIds(status: string, key: string): number[] | null {
  const text = new RegExp(`^${key}:[ \\t]*([\\d \\t]*)$`, 'm').exec(status)?.[1];
  if (text === undefined) return null;
  return text
    .split(/\s+/)
    .filter((each) => each !== '')
    .map(Number);
}
