/** Known latencies in, the same quantiles out: the real experiment on a clock that is known, judged. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildScenario, report } from './scenario.js';

buildScenario();

/** What one reading of the model's clock takes; it stands in each sample, since nothing is subtracted. */
const READING = 10;
/** Calls of a cycle: divides the warm-up and every round, so that the samples are whole cycles. */
const CYCLE = 32;

it('has the quantiles of the latencies that were put in', () => {
  const latencies = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: CYCLE, maxLength: CYCLE });
  fc.assert(
    fc.property(latencies, fc.integer({ min: 1, max: 50 }), (latency, cycles) => {
      const n = cycles * CYCLE;
      const sorted = Array.from({ length: cycles }, () => latency)
        .flat()
        .map((ns) => ns + READING)
        .sort((a, b) => a - b);
      const rank = (q: number) => (n >= Math.round(10 / (1 - q)) ? sorted[Math.ceil(n * q) - 1] : null);
      // Slow first calls are warmed up less: here all 64 calls are two cycles.
      const cold = [Math.min(latency[0] as number, 10_000), ...latency.slice(1)];
      fc.pre(cold[0] === latency[0]);
      const timing = report({ latency, samples: n }).timings.find(({ id }) => id === 'continue.base');
      expect(timing).toMatchObject({
        n,
        firstNs: (latency[0] as number) + READING,
        minNs: sorted[0],
        p50Ns: rank(0.5),
        p90Ns: rank(0.9),
        p99Ns: rank(0.99),
        maxNs: sorted[n - 1],
      });
    }),
    { numRuns: 20 },
  );
});
