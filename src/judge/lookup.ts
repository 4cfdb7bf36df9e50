import { withId } from '../ground/by-id.js';
import type { Call, Dialect, Experiment, Memory, Observations } from '../observe/observations.js';

/** The experiment of that name, memory and dialect, or undefined where it was not done. */
export function experiment(
  { experiments }: Observations,
  id: string,
  memory: Memory | null = null,
  dialect: Dialect | null = null,
): Experiment | undefined {
  return withId(experiments, id).find((e) => e.memory === memory && e.dialect === dialect);
}

/** The first call of that step. Controls may open and register once more, so later ones are not the trial's. */
export function step(of: Experiment | undefined, name: string): Call | undefined {
  return of?.calls.find((call) => call.step === name);
}

export const succeeded = (call: Call | undefined): boolean => call?.ret != null && call.ret >= 0;

/** A number that the kernel wrote, or null where the field is not there. */
export function number(call: Call | undefined, field: string): number | null {
  const value = call?.out[field];
  return typeof value === 'number' ? value : null;
}

/** A 64-bit mask that the kernel wrote, or null where the field is not there. */
export function mask(call: Call | undefined, field: string): bigint | null {
  const value = call?.out[field];
  return value === undefined ? null : BigInt(value);
}

export const hasBit = (of: bigint, bit: number): boolean => ((of >> BigInt(bit)) & 1n) === 1n;

/** Numbers of the bits that are set in a mask of 64, ascending. */
export function bits(of: bigint): number[] {
  const set: number[] = [];
  for (let rest = BigInt.asUintN(64, of), bit = 0; rest !== 0n; rest >>= 1n, bit += 1)
    if ((rest & 1n) === 1n) set.push(bit);
  return set;
}
