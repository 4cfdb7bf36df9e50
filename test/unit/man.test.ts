import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dateOf, manPage } from '../../scripts/lib/man-page.js';
import { COMMANDS } from '../../src/commands/index.js';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = text('packaging/man/hgm-probe.1');

it('the man page is the one of the commands; else run "npm run man"', () => {
  const { version } = JSON.parse(text('package.json'));
  expect(page).toBe(manPage(COMMANDS, version, dateOf(page)));
});

it('has a date, and of each command what may stand behind it, what is taken if nothing is said, and examples', () => {
  expect(dateOf(page)).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(page).toContain('.SS judge RECORDING [FLAG ...]\n');
  expect(page).toContain('.SS explain [NAME] [FLAG ...]\n');
  expect(page).toMatch(/\.SS require EXPR\.\.\. \[\\-\\-from FILE\]/);
  expect(page).toMatch(/\.B \\-\\-samples N\n.*\n?.*Default: 10000\.\n/);
  expect(page).toMatch(/\.B \\-\\-to FORMAT=PLACE\n(?:[^.].*\n)+?(?:[^.].*)?Must be given\.\n/);
  for (const [name, { examples }] of Object.entries(COMMANDS))
    if (examples !== undefined)
      expect([name, page.includes(`.TP\n.B ${name.replace(':', ' ')}\n`)]).toEqual([name, true]);
  expect(page).not.toContain('config.bin');
});

it('is named as a list, without which npm links no page', () => {
  expect(JSON.parse(text('package.json')).man).toEqual(['./packaging/man/hgm-probe.1']);
});
