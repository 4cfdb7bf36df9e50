/** The man pages: by mandoc, and by what the commands have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, run } from './run.js';

const PAGE = join(ROOT, 'packaging', 'man', 'hgm-probe.1');

it.each([PAGE, join(ROOT, 'packaging', 'man', 'hgm-probe-report.5')])(
  'mandoc finds no error in %s',
  (page) => {
    const { status, stdout } = run('mandoc', ['-T', 'lint', '-W', 'error', page]);
    expect([status, stdout]).toEqual([0, '']);
  },
);

it('reads as text, with flags that can be copied', () => {
  const { stdout } = run('mandoc', ['-T', 'utf8', '-O', 'width=200', PAGE]);
  // Bold is a letter struck over itself.
  const text = stdout.split('\b').reduce((struck, rest) => struck.slice(0, -1) + rest);
  expect(text).toContain('--no-latency');
  expect(text).not.toMatch(/\\[a-z&-]/);
  expect(readFileSync(PAGE, 'utf8')).toContain('.SH EXIT STATUS');
});
