import { CATALOG } from '../capabilities/catalog.js';
import { byMemory } from '../ground/memory.js';
import type { Report } from '../report/contract.js';
import type { Look, Reporter } from './reporter.js';
import { brief } from './screen/brief.js';
import { firstScreen } from './screen/first.js';
import { SECTIONS, type SectionName, type View, WHOLE } from './sections.js';
import { actions } from './table/actions.js';
import { caller } from './table/caller.js';
import { features } from './table/features.js';
import { groups } from './table/groups.js';
import { hostLine } from './table/host.js';
import { matrix } from './table/matrix.js';
import { notes } from './table/notes.js';
import { type Page, pageOf, paragraph } from './table/page.js';
import { profiles } from './table/profiles.js';
import { ledger, pools } from './table/resources.js';
import { histograms } from './table/timings/histograms.js';
import { stalls } from './table/timings/stalls.js';
import { timings } from './table/timings/timings.js';
import { verdict } from './table/verdict.js';
import { ways } from './table/ways.js';
import { witnesses } from './table/witnesses.js';
import { inAscii } from './text.js';

/** Ids of features, which have names enough to fill a page: they are listed, not tabled. */
const isFeature = (id: string): boolean => id.startsWith('feature.');

const DRAW: Readonly<Record<SectionName, (page: Page, report: Report) => string[]>> = {
  verdict: (page, report) => [
    page.paint.bold(paragraph(page, verdict(report), '', '  ')),
    paragraph(page, hostLine(report), '', '  '),
  ],
  ways,
  matrix: (page, report) => {
    const rows = report.capabilities.filter((one) => !isFeature(one.id));
    return matrix(page, groups(rows, CATALOG), memories(report));
  },
  caller,
  ready: profiles,
  notes,
  features: (page, report) =>
    features(
      page,
      report,
      report.capabilities.filter((one) => isFeature(one.id)),
    ),
  timings,
  stalls,
  distributions: histograms,
  pools,
  witnesses,
  todo: actions,
  ledger: (page, report) => ['', ...ledger(page, report)],
};

/** The report for a person, as much of it as is asked for. */
export const tableOf =
  (view: View): Reporter =>
  (report: Report, look: Look) => {
    const page = pageOf(look);
    const text = `${linesOf(view, page, report, look).join('\n').replace(/^\n+/, '').trimEnd()}\n`;
    return look.ascii ? inAscii(text) : text;
  };

/** All of it: the verdict first, then the matrix, then what it costs and what to do. */
export const table: Reporter = tableOf(WHOLE);

function linesOf(view: View, page: Page, report: Report, { height }: Look): string[] {
  if (view.kind === 'brief') return brief(report);
  if (view.kind === 'first') return firstScreen(page, report, view.again, height);
  return SECTIONS.filter((name) => view.parts.includes(name)).flatMap((name) => {
    const lines = DRAW[name](page, report);
    // Whoever asked for some of them is told where there is none.
    return lines.join('') === '' && view !== WHOLE ? ['', `${name}: this report has nothing of it`] : lines;
  });
}

/** The columns: every memory that the report speaks of. */
function memories(report: Report): string[] {
  return [...new Set(report.capabilities.flatMap((one) => one.memory ?? []))].sort(byMemory);
}
