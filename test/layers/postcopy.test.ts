/** What this machine does with huge pages of shmem, set for real: pages that nobody wrote, and a post-copy that meets them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { report, start } from './machine.js';
import { THP, withWord } from './words.js';

const SOURCES = fileURLToPath(new URL('../ways', import.meta.url));
const SHMEM = `${THP}/shmem_enabled`;
const SMALL = `${THP}/hugepages-8kB/shmem_enabled`;

function whyNot(): string | null {
  if (process.geteuid?.() !== 0) return 'setting huge pages needs root';
  if (!existsSync(SHMEM)) return 'this kernel has no transparent huge pages of shmem';
  // Of less than two of the largest, the kernel may have none to give, and exposes nothing.
  return readFileSync(`${THP}/hpage_pmd_size`, 'utf8').trim() === '2097152'
    ? null
    : 'huge pages are not of 2M';
}
const why = whyNot();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-ways-'));
  if (why !== null) return;
  for (const name of ['calls', 'postcopy'])
    execFileSync('gcc', [
      ...['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread'],
      ...['-o', join(folder, name), join(SOURCES, `${name}.c`)],
    ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function plain(name: string, ...args: string[]): string {
  const { status, stdout, stderr } = start([join(folder, name), ...args]);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout;
}

/** By question (`isolation shmem alias advised`), the answer. */
const calls = (): Map<string, string> =>
  new Map(
    plain('calls', '2097152')
      .trimEnd()
      .split('\n')
      .map((line) => [line.replace(/ \S+$/, ''), line.replace(/.* /, '')]),
  );

/** How many pages of 4 KiB, for each that a handler wrote, are there and were never written. */
const SITUATIONS = [
  { set: [[SHMEM, 'never']], alias: 0, advised: 0 },
  {
    set: [
      [SHMEM, 'deny'],
      [SMALL, 'always'],
    ],
    alias: 0,
    advised: 0,
  },
  {
    set: [
      [SHMEM, 'force'],
      [SMALL, 'always'],
    ],
    alias: 511,
    advised: 511,
  },
  { set: [[SHMEM, 'advise']], alias: 0, advised: 511 },
  { set: [[SHMEM, 'within_size']], alias: 511, advised: 511 },
  { set: [[SHMEM, 'always']], alias: 511, advised: 511 },
  {
    set: [
      [SHMEM, 'never'],
      [SMALL, 'always'],
    ],
    alias: 1,
    advised: 1,
  },
] as const;

describe.skipIf(why !== null)(`pages of shmem${why === null ? '' : ` (${why})`}`, () => {
  it.each(SITUATIONS.filter(({ set }) => set.every(([path]) => existsSync(path))))(
    'with $set: $alias beside each, $advised where huge pages were asked for',
    ({ set, alias, advised }) => {
      withWord(set, () => {
        const seen = calls();
        expect(
          Object.fromEntries([...seen].filter(([question]) => question.startsWith('isolation'))),
        ).toEqual({
          'isolation shmem alias': String(alias),
          'isolation shmem alias advised': String(advised),
          'isolation shmem continue': '0',
          'isolation shmem continue advised': '0',
          'isolation shmem copy': '0',
          'isolation shmem copy advised': '0',
          'isolation anonymous copy': '0',
          'isolation anonymous copy advised': '0',
        });
        // The report says so of the settings alone.
        const { settings, capabilities } = report([]);
        const { anyhow = [], advised: asked = [] } = settings.faultSizes?.shmem ?? {};
        const beside = (sizes: readonly number[]): number => Math.max(4096, ...sizes) / 4096 - 1;
        expect([beside(anyhow), beside([...anyhow, ...asked])]).toEqual([alias, advised]);
        // MADV_COLLAPSE asks for a huge page by name (mm/khugepaged.c), whatever is set but `deny` (mm/shmem.c).
        const denied = settings.shmemThp === 'deny';
        const regain = capabilities.find(({ id, memory }) => id === 'regain.huge' && memory === 'shmem');
        expect(regain?.reason).toBe(denied ? 'thp_off' : 'works');
        expect(seen.get('regain anonymous copy')).toBe('registered');
        for (const filled of ['shmem continue', 'shmem copy'])
          expect(seen.get(`regain ${filled}`)).toBe(denied ? 'EINVAL' : 'registered');
        // A post-copy reads zeroes for bytes exactly where that is so, and none by CONTINUE.
        const wrong = (pages: number) =>
          expect.stringMatching(pages === 0 ? /^wrong 0 of/ : /^wrong [1-9]\d* of/);
        expect(plain('postcopy', 'alias')).toEqual(wrong(alias));
        expect(plain('postcopy', 'alias', 'advised')).toEqual(wrong(advised));
        for (const by of ['continue', 'copy']) {
          expect(plain('postcopy', by)).toEqual(wrong(0));
          expect(plain('postcopy', by, 'advised')).toEqual(wrong(0));
        }
      });
    },
  );
});
