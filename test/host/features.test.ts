/** What the tool says that features do here, held against a plain C program that asks the same of this kernel. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { parseObserved } from '../../src/recording/observed.js';
import { isRoot } from './machine.js';

const OBSERVE = fileURLToPath(new URL('../../dist.program/hgm-observe', import.meta.url));
const SOURCE = fileURLToPath(new URL('../features/features.c', import.meta.url));

/** The rows of tracking are of memory, and the program has anonymous. */
const ROWS = {
  written: 'track.written anonymous',
  soft_dirty: 'track.soft_dirty anonymous',
} as Record<string, string>;

/** An answer of the program, as the state of the row: a feature that is not offered is absent. */
const STATE = { '1': 'supported', '0': 'absent', none: 'absent' } as Record<string, string>;

it.skipIf(!isRoot)('each feature does what a plain program saw it do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-features-'));
  try {
    const program = join(folder, 'features');
    const built = spawnSync('gcc', ['-O1', '-Wall', '-pthread', '-o', program, SOURCE], { encoding: 'utf8' });
    expect(built.stderr).toBe('');
    const recorded = execFileSync(OBSERVE, ['--no-latency'], { encoding: 'utf8' });
    const rows = new Map(
      judge(parseObserved(recorded)).capabilities.map(({ id, memory, state }) => [
        memory === null ? id : `${id} ${memory}`,
        state,
      ]),
    );
    const said = execFileSync(program, { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]);
    // What WP_UNPOPULATED is for: without it the protection answers 0 and protects nothing.
    expect(said.shift()).toEqual(['unpopulated-without', '0']);
    expect(said).toHaveLength(12);
    for (const [name, answer] of said)
      expect([name, rows.get(ROWS[name] ?? `feature.${name}`)]).toEqual([name, STATE[answer]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
