import type { Call, Dialect, Experiment, Memory, Observations } from '../observe/observations.js';

/** The experiment of that name, memory and dialect, or undefined where it was not done. */
export function experiment(
  observations: Observations,
  id: string,
  memory: Memory | null = null,
  dialect: Dialect | null = null,
): Experiment | undefined {
  return observations.experiments.find((e) => e.id === id && e.memory === memory && e.dialect === dialect);
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

/** Numbers of the bits that are set, ascending. */
export function bits(of: bigint): number[] {
  return Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => hasBit(of, bit));
}
