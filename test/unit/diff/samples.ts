import type { Distribution, Timing } from '../../../src/report/contract.js';
import { timing } from '../../fixtures/report.js';

export function distributionOf(samples: readonly number[]): Distribution {
  const counts = new Map<number, number>();
  for (const one of [...samples].sort((a, b) => a - b)) counts.set(one, (counts.get(one) ?? 0) + 1);
  return { ns: [...counts.keys()], counts: [...counts.values()] };
}

/** Numbers in [0, 1) that a seed decides (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Shape {
  medianNs: number;
  /** Of one sample, as a share of the median. */
  spread: number;
  /** Share of samples that an interrupt makes ten times as long. */
  interrupted?: number;
  grainNs?: number;
}

/** Latencies as a clock with a grain shows them: skewed, with a tail, and many alike. */
export function latencies(n: number, shape: Shape, draw: () => number): number[] {
  const { medianNs, spread, interrupted = 0.01, grainNs = 10 } = shape;
  return Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    const ns = medianNs * Math.exp(spread * normal) * (draw() < interrupted ? 10 : 1);
    return Math.round(ns / grainNs) * grainNs;
  });
}

/** A timing as `bench` and a recording have it: with every sample. */
export function timed(samples: readonly number[], change: Partial<Timing> = {}): Timing {
  const n = samples.length;
  const p50Ns = [...samples].sort((a, b) => a - b)[Math.ceil(n / 2) - 1] ?? null;
  const plain = { ...timing('continue.base', 'shmem', true, 600), n, p50Ns, units: 1, threads: 1 };
  return { ...plain, distribution: distributionOf(samples), ...change };
}
