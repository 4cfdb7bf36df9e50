/** Eight runs at once, beside a pool of three pages and a neighbour that takes two of them: those two are always there. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseObserved } from '../../src/recording/observed.js';
import { counters, isRoot, pools, withPoolDuring } from './machine.js';

const OBSERVE = fileURLToPath(new URL('../../dist.program/hgm-observe', import.meta.url));
const SOURCE = fileURLToPath(new URL('neighbour.c', import.meta.url));
const POOL = 'hugepages-2048kB';
const RUNS = 8;
const ROUNDS = 5;

const able = isRoot && pools().includes(POOL);

async function observe(): Promise<boolean> {
  const child = spawn(OBSERVE, ['--no-latency'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { borrows } = parseObserved(await text(child.stdout));
  return borrows.some(({ decision }) => decision === 'taken');
}

it.skipIf(!able)('two pages stay with any number of runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-neighbour-'));
  const program = join(folder, 'neighbour');
  try {
    expect(spawnSync('gcc', ['-O1', '-Wall', '-o', program, SOURCE]).status).toBe(0);
    await withPoolDuring(POOL, 3, async () => {
      const before = counters();
      const neighbour = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
      let lent = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const taken = await Promise.all(Array.from({ length: RUNS }, observe));
        lent += taken.filter(Boolean).length;
      }
      neighbour.stdin.end();
      const { asked, missing } = JSON.parse(await text(neighbour.stdout));
      expect(asked).toBeGreaterThan(1_000);
      expect(missing).toBe(0);
      // Else nothing was tried: some of them saw all three free.
      expect(lent).toBeGreaterThan(0);
      expect(counters()).toEqual(before);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
