import { words } from '../../ground/units.js';
import type { Report, Witness } from '../../report/contract.js';
import { type Page, paragraph, section } from './page.js';

/** What else speaks of HGM: one line where all agree, and each that contradicts the verdict by itself. */
export function witnesses(page: Page, report: Report): string[] {
  if (report.witnesses.length === 0) return [];
  const against = report.witnesses.filter((one) => one.agrees === false);
  return section(page, 'Witnesses', [
    paragraph(page, said(report.witnesses), '  ', '    '),
    ...against.map((one) =>
      page.paint.red.bold(
        paragraph(
          page,
          `DISAGREES with the verdict: ${words(one.id)} says ${one.says}: ${one.detail}`,
          '  ',
          '    ',
        ),
      ),
    ),
  ]);
}

/** Those that speak, then those that do not, so that few words name them all. */
function said(all: readonly Witness[]): string {
  const silent = all.filter((one) => one.says === 'nothing').map((one) => words(one.id));
  const loud = all.filter((one) => one.says !== 'nothing').map((one) => `${words(one.id)} says ${one.says}`);
  return [...loud, ...(silent.length === 0 ? [] : [`nothing said by ${silent.join(', ')}`])].join(', ');
}
