import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/lib/package/bundle.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (file: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** The one file, away from all that it was made of. */
describe('the bundle', () => {
  beforeAll(() => bundle(folder));
  const BUNDLE = join(folder, 'dist', 'hgm-probe.cjs');

  it.each([
    ['--version'],
    ['--help'],
    ['probe --help'],
    ['require --help'],
    ['list'],
    ['explain hgm'],
    ['schema'],
    ['prob'],
    ['--jsn'],
    ['require nothing-like-it'],
    ['diff /nonexistent/a /nonexistent/b'],
  ])('answers %s as the checkout does', (args) => {
    const words = args.split(' ');
    expect(run(BUNDLE, ...words)).toEqual(run(join(ROOT, 'bin', 'run.js'), ...words));
  });

  it('says in one line that its addon is not there', () => {
    const { status, stdout, stderr } = run(BUNDLE, '--json');
    expect([status, stdout]).toEqual([70, '']);
    expect(stderr).toMatch(/^hgm-probe: the native part does not load on .* install hgm-probe again.*\n$/);
  });

  it('comes with the manifest of its commands', () => {
    expect(existsSync(join(folder, 'oclif.manifest.json'))).toBe(true);
  });
});
