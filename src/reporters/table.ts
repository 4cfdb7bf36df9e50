import { CATALOG } from '../capabilities/catalog.js';
import { byMemory } from '../ground/memory.js';
import type { Report } from '../report/contract.js';
import type { Look, Reporter } from './reporter.js';
import { actions } from './table/actions.js';
import { caller } from './table/caller.js';
import { features } from './table/features.js';
import { groups } from './table/groups.js';
import { histograms } from './table/histograms.js';
import { hostLine } from './table/host.js';
import { matrix } from './table/matrix.js';
import { notes } from './table/notes.js';
import { pageOf, paragraph } from './table/page.js';
import { profiles } from './table/profiles.js';
import { ledger, pools } from './table/resources.js';
import { stalls } from './table/stalls.js';
import { timings } from './table/timings.js';
import { verdict } from './table/verdict.js';
import { ways } from './table/ways.js';
import { witnesses } from './table/witnesses.js';
import { inAscii } from './text.js';

/** Ids of features, which have names enough to fill a page: they are listed, not tabled. */
const isFeature = (id: string): boolean => id.startsWith('feature.');

/** The report for a person: the verdict first, then the matrix, then what it costs and what to do. */
export const table: Reporter = (report: Report, look: Look) => {
  const page = pageOf(look);
  const rows = report.capabilities.filter((one) => !isFeature(one.id));
  const lines = [
    page.paint.bold(paragraph(page, verdict(report), '', '  ')),
    paragraph(page, hostLine(report), '', '  '),
    ...ways(page, report),
    ...matrix(page, groups(rows, CATALOG), memories(report)),
    ...caller(page, report),
    ...profiles(page, report),
    ...notes(page, report),
    ...features(
      page,
      report,
      report.capabilities.filter((one) => isFeature(one.id)),
    ),
    ...timings(page, report),
    ...stalls(page, report),
    ...histograms(page, report),
    ...pools(page, report),
    ...witnesses(page, report),
    ...actions(page, report),
    '',
    ...ledger(page, report),
  ];
  const text = `${lines.join('\n').trimEnd()}\n`;
  return look.ascii ? inAscii(text) : text;
};

/** The columns: every memory that the report speaks of. */
function memories(report: Report): string[] {
  return [...new Set(report.capabilities.flatMap((one) => one.memory ?? []))].sort(byMemory);
}
