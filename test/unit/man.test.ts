import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dateOf, manPage } from '../../scripts/lib/docs/man-page.js';
import { reportPage } from '../../scripts/lib/docs/report-page.js';
import { COMMANDS } from '../../src/commands/index.js';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = text('packaging/man/hgm-probe.1');

it('the man page is the one of the commands; else run "npm run man"', () => {
  const { version } = JSON.parse(text('package.json'));
  expect(page).toBe(manPage(COMMANDS, version, dateOf(page)));
});

it('the man page of the document says what docs/report.md says; else run "npm run man"', () => {
  const { version } = JSON.parse(text('package.json'));
  const document = text('packaging/man/hgm-probe-report.5');
  expect(document).toBe(reportPage(text('docs/report.md'), version, dateOf(document)));
  expect(document).toContain('.SH FIELDS OF BOTH FORMS\n');
  // A field with its type, its meaning and what null means; none of Markdown is left.
  expect(document).toContain(
    '.TP\n.B host.cpuModel\ntext; what /proc/cpuinfo calls the first CPU; Null: it names none, or is not readable.\n',
  );
  expect(document).not.toMatch(/`|\*\*|\]\(|^\|/m);
  const fields = text('docs/report.md').match(/^\| `/gm)?.length ?? 0;
  expect(document.match(/^\.TP$/gm)?.length).toBeGreaterThanOrEqual(fields);
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
  expect(JSON.parse(text('package.json')).man).toEqual([
    './packaging/man/hgm-probe.1',
    './packaging/man/hgm-probe-report.5',
  ]);
});
