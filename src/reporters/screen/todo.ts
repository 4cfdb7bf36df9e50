import type { Report } from '../../report/contract.js';
import { allDeeds, type Deed } from '../deeds.js';
import { type Page, paragraph } from '../table/page.js';
import { printable } from '../text.js';

export interface Deeds {
  count: number;
  /** The first of them, and how many are left. */
  lines: (most: number) => string[];
}

/** What would change the refusals, the least first, with the command where there is one. */
export function todo(page: Page, report: Report, again: string | null): Deeds {
  const rest = again === null ? 'see --section todo' : `${again} --section todo`;
  const all = allDeeds(report).map((deed) => linesOf(page, deed));
  return {
    count: all.length,
    lines: (most) => {
      const left = all.length - most;
      if (all.length === 0) return [];
      return [
        page.paint.bold('What to do'),
        ...all.slice(0, most).flat(),
        ...(left > 0 ? [`  and ${left} more: ${rest}`] : []),
      ];
    },
  };
}

function linesOf(page: Page, { text, commands, all }: Deed): string[] {
  return [
    paragraph(page, `- ${text}`, '  ', '    '),
    ...(all ? ['    all of these, in this order:'] : []),
    ...commands.map((command) => typedLine(page, command)),
  ];
}

/** On a line of its own, however long: it is there to be copied. */
const typedLine = (page: Page, command: string): string => `    ${page.paint.bold(printable(command))}`;
