/** The rows that stay advertised on the newest kernel are those that docs/kernels.md gives the reason of. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expectedCells } from './cells.js';
import { KERNELS } from './kernels.js';

const PAGE = fileURLToPath(new URL('../../docs/kernels.md', import.meta.url));

const advertised = (pool: string) =>
  KERNELS.filter(({ facts }) => facts === '7.3').flatMap((kernel) =>
    [...expectedCells(kernel, { pool, privilege: 'root' })]
      .filter(([, state]) => state.startsWith('advertised'))
      .map(([cell]) => cell),
  );

it('each has its reason in the docs', () => {
  const [, section = ''] =
    /## What stays advertised\n([\s\S]*?)\n(?:## |$)/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const told = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, id]) => id);
  const found = ['empty', '2M', '1G'].flatMap(advertised).map((cell) => cell.split(' ')[0]);
  expect([...new Set(found)].sort()).toEqual(told.sort());
});

it('none is of memory that a page was lent of', () => {
  expect(advertised('2M').filter((cell) => !cell.includes(' ') || cell.endsWith('hugetlb-2M'))).toEqual([]);
});
