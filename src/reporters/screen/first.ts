/** What a person needs before they scroll: one screen, and at its end where the rest is. */
import type { Report } from '../../report/contract.js';
import { asWhom, circumstances, machine } from '../table/host.js';
import { type Page, paragraph } from '../table/page.js';
import { verdict } from '../table/verdict.js';
import { odd } from './odd.js';
import { type Causes, ready } from './ready.js';
import { todo } from './todo.js';
import { marks, ways } from './ways.js';

/** Lines of a terminal that are not ours: what the progress leaves above, and the next prompt. */
const AROUND = 2;

/** What is left out of a page that is too long, the least missed first. */
interface Cut {
  /** Whether a blank line stands between blocks. */
  airy: boolean;
  /** Whether the marks before figures are explained. */
  marks: boolean;
  /** Which of the consumers have their causes. */
  causes: Causes;
  /** How many things to do are told. */
  deeds: number;
}

/** @param height rows of the terminal; a pipe and a file have no end */
export function firstScreen(
  page: Page,
  report: Report,
  again: string | null,
  height = Number.POSITIVE_INFINITY,
): string[] {
  const room = height - AROUND;
  const deeds = todo(page, report, again);
  const draw = (cut: Cut): string[] => {
    const blocks = [
      head(page, report),
      [...ways(page, report), ...(cut.marks ? marks(page, report) : [])],
      ready(page, report, cut.causes),
      deeds.lines(cut.deeds),
      odd(page, report),
      [paragraph(page, more(again), '', '  ')],
    ].filter((lines) => lines.length > 0);
    return blocks.flatMap((lines, at) => (at > 0 && cut.airy ? ['', ...lines] : lines)).flatMap(split);
  };
  const fitting = cuts(deeds.count)
    .map(draw)
    .find((lines) => lines.length <= room);
  if (fitting !== undefined) return fitting;
  const all = draw({ airy: true, marks: true, causes: 'all', deeds: deeds.count });
  return [
    ...all,
    paragraph(page, `${all.length + 1} lines, more than this screen has: give them to less`, '', '  '),
  ];
}

function cuts(deeds: number): Cut[] {
  const some = (most: number, causes: Causes, explained = false): Cut => ({
    airy: false,
    marks: explained,
    causes,
    deeds: Math.min(most, deeds),
  });
  return [
    { airy: true, marks: true, causes: 'all', deeds },
    ...[true, false].map((explained) => some(deeds, 'all', explained)),
    ...[true, false].map((explained) => some(deeds, 'blocking', explained)),
    ...[3, 2].map((most) => some(most, 'blocking')),
    ...[true, false].flatMap((explained) => [2, 1].map((most) => some(most, 'none', explained))),
  ];
}

/** A paragraph is one text of several lines. */
const split = (text: string): string[] => text.split('\n');

function head(page: Page, report: Report): string[] {
  const who = [asWhom(report.ranAs), ...circumstances(report.ranAs)].join(', ');
  return [
    page.paint.bold(paragraph(page, verdict(report), '', '  ')),
    paragraph(page, `${machine(report)}; asked ${who}`, '', '  '),
  ];
}

function more(again: string | null): string {
  const all = again === null ? 'the same with --all' : `${again} --all`;
  return `More: ${all}; on a name: hgm-probe explain NAME`;
}
