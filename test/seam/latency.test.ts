/** Known latencies in, the same quantiles out: the real experiment on a clock that is known, judged. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildScenario, report } from './scenario.js';

fc.configureGlobal({ seed: 1 });

buildScenario();

/** What one reading of the model's clock takes; it stands in each sample, since nothing is subtracted. */
const READING = 10;
/** Calls of a cycle: divides the warm-up and every round, so that the samples are whole cycles. */
const CYCLE = 32;

it('has the quantiles of the latencies that were put in', () => {
  // A first call beyond this would be warmed up less, and the samples begin elsewhere in the cycle.
  const cold = fc.integer({ min: 1, max: 10_000 });
  const later = fc.array(fc.integer({ min: 1, max: 3_000_000 }), {
    minLength: CYCLE - 1,
    maxLength: CYCLE - 1,
  });
  fc.assert(
    fc.property(cold, later, fc.integer({ min: 1, max: 50 }), (first, others, cycles) => {
      const latency = [first, ...others];
      const n = cycles * CYCLE;
      const sorted = Array.from({ length: cycles }, () => latency)
        .flat()
        .map((ns) => ns + READING)
        .sort((a, b) => a - b);
      const rank = (q: number) => (n >= Math.round(10 / (1 - q)) ? sorted[Math.ceil(n * q) - 1] : null);
      const timing = report({ latency, samples: n }).timings.find(({ id }) => id === 'continue.base');
      expect(timing).toMatchObject({
        n,
        firstNs: first + READING,
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
