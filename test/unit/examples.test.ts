/** What the pages print below a command is what it prints, on hosts that were recorded. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { examplesIn, isRunnable, outputOf, rewritten } from './examples.js';

vi.mock('../../src/observe/index.js', () => ({ observe: vi.fn(), hugePageSizes: () => [2 ** 21, 2 ** 30] }));

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`)];

/** Where the lines between two of `…` stand in what was printed, one after the other; else the first that does not. */
function missing(said: readonly string[], printed: readonly string[]): string | null {
  let at = 0;
  let open = false;
  for (const line of said) {
    if (line === '…') open = true;
    else {
      const found = open ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
      if (found < 0) return line;
      at = found + 1;
      open = false;
    }
  }
  return open || at === printed.length ? null : `and then: ${printed[at]}`;
}

beforeAll(() => {
  Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 });
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('LC_ALL', 'C.UTF-8');
});

afterAll(() => {
  Object.assign(process.stdout, { isTTY: false });
  vi.unstubAllEnvs();
});

const broken = PAGES.flatMap((page) =>
  examplesIn(text(page))
    .filter((example) => isRunnable(example) && example.output.includes('…'))
    .map((example) => [page, example.command, example] as const),
);

describe('examples', () => {
  // `npx vitest run --update test/unit/examples.test.ts` writes them anew.
  it.each(PAGES)('of %s print what they print', async (page) => {
    await expect(await rewritten(text(page))).toMatchFileSnapshot(join(ROOT, page));
  });

  it.each(broken)('of %s in parts: %s', async (_, __, example) => {
    expect(missing(example.output, await outputOf(example))).toBeNull();
  });

  it('of the README are all of them held against a recording', () => {
    const shown = examplesIn(text('README.md')).filter(({ output }) => output.length > 0);
    expect(shown.filter((example) => !isRunnable(example))).toEqual([]);
    expect(shown.length).toBeGreaterThan(4);
  });
});

it('the README is read in five minutes', () => {
  expect(text('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
});
