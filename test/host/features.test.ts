/** What the tool says that features do here, held against a plain C program that asks the same of this kernel. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { parseObserved } from '../../src/recording/observed.js';
import { agreements, QUESTIONS } from '../features/agree.js';
import { isRoot } from './machine.js';

const OBSERVE = fileURLToPath(new URL('../../dist.program/hgm-observe', import.meta.url));
const SOURCE = fileURLToPath(new URL('../features/features.c', import.meta.url));

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
    const found = agreements(execFileSync(program, { encoding: 'utf8' }), rows);
    expect(found).toHaveLength(QUESTIONS + 1);
    for (const { name, agrees } of found) expect([name, agrees]).toEqual([name, 'yes']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
