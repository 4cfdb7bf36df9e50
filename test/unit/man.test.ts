import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manPage } from '../../scripts/lib/man-page.js';
import { COMMANDS } from '../../src/commands/index.js';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the man page is the one of the commands; else run "npm run man"', () => {
  const { version } = JSON.parse(text('package.json'));
  expect(text('packaging/man/hgm-probe.1')).toBe(manPage(COMMANDS, version));
});
