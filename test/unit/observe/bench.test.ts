import { beforeEach, describe, expect, it, vi } from 'vitest';
import { observeBench } from '../../../src/observe/bench.js';
import type { Progress } from '../../../src/observe/program/progress.js';
import { STOCK } from '../judge/stock.js';

const { run, stop, observe } = vi.hoisted(() => ({ run: vi.fn(), stop: vi.fn(), observe: vi.fn() }));

vi.mock('../../../src/observe/program/program.js', () => ({ runProgram: run, stopPrograms: stop }));
vi.mock('../../../src/observe/index.js', () => ({
  observe,
  experiment: ({ id }: { id: string }, { end }: { end: string }) => ({ id, end }),
}));

const WISH = { samples: 5, durationMs: 60_000, cpu: 1, sizes: [], linkGbps: 25 };

beforeEach(() => {
  observe.mockReset().mockResolvedValue({ ...STOCK, latency: false, experiments: [] });
  run.mockReset().mockResolvedValue({ results: [{ end: 'done' }], differs: [], lost: null });
  stop.mockReset();
});

describe('a bench', () => {
  it('is the observations of a probe, then each measurement by itself', async () => {
    const seen: Progress[] = [];
    const { latency, bench, experiments } = await observeBench({
      wish: WISH,
      onProgress: (at) => seen.push(at),
    });
    expect(observe).toHaveBeenCalledWith({ latency: false, onProgress: expect.any(Function) });
    expect({ latency, bench }).toEqual({ latency: true, bench: { ...WISH, complete: true } });
    expect(run.mock.calls.every(([plans]) => plans.length === 1)).toBe(true);
    expect(experiments).toHaveLength(run.mock.calls.length);
    expect(seen.map(({ at }) => at)).toEqual(seen.map((_, index) => index + 1));
    expect(seen.every(({ of, title }) => of === experiments.length && title !== '')).toBe(true);
    expect(seen[0]?.leftMs).toBeGreaterThan(59_000);
  });

  it('says of the probe before it how far it is, and not how long all will take', async () => {
    const seen: Progress[] = [];
    observe.mockImplementation(async ({ onProgress }) => {
      onProgress({ title: 'ways', at: 2, of: 92, leftMs: 400 });
      return { ...STOCK, latency: false, experiments: [] };
    });
    await observeBench({ wish: WISH, onProgress: (at) => seen.push(at) });
    expect(seen[0]).toEqual({ title: 'ways', at: 2, of: 92, leftMs: null });
  });

  it('gives the time that is left to those that come after, and a deadline beyond it', async () => {
    await observeBench({ wish: WISH });
    const plans = run.mock.calls.map(([[plan]]) => plan);
    expect(plans.every(({ samples, cpu }) => samples === 5 && cpu === 1)).toBe(true);
    expect(plans.at(-1).durationMs).toBeGreaterThan(plans[0].durationMs);
    for (const { durationMs, deadlineMs } of plans) expect(deadlineMs).toBeGreaterThan(durationMs);
  });

  it('that is ended keeps what it has, begins nothing more, and says so', async () => {
    const ending = new AbortController();
    run.mockImplementation(async () => {
      if (run.mock.calls.length === 2) ending.abort();
      return { results: [{ end: 'done' }], differs: [], lost: null };
    });
    const { bench, experiments } = await observeBench({ wish: WISH, signal: ending.signal });
    expect([stop.mock.calls.length, run.mock.calls.length, experiments.length]).toEqual([1, 2, 2]);
    expect(bench?.complete).toBe(false);
  });

  it('that is ended before its first measurement makes none', async () => {
    const { bench } = await observeBench({ wish: WISH, signal: AbortSignal.abort() });
    expect([run.mock.calls.length, bench?.complete]).toEqual([0, false]);
  });
});
