/** Stand-in for the plan of a bench. */
import { type Planned, planRun, type Situation } from './plan.js';

export interface BenchWish {
  samples: number;
  durationMs: number;
  cpu: number;
  sizes: readonly number[];
}

export interface BenchPlan extends Planned {
  title: string;
  turns: number;
}

export function planBench(situation: Situation, { samples, cpu, sizes }: BenchWish): BenchPlan[] {
  return planRun({ ...situation, latency: true })
    .filter(
      ({ id, pageBytes }) =>
        id.startsWith('time.') && (sizes.length === 0 || pageBytes === null || sizes.includes(pageBytes)),
    )
    .map((plan) => ({
      ...plan,
      native: { ...plan.native, samples, cpu, interrupts: true },
      turns: 1,
      title: `${plan.id} ${plan.memory ?? ''}`,
    }));
}
