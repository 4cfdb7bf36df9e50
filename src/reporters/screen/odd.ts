import { list, words } from '../../ground/units.js';
import type { Report } from '../../report/contract.js';
import { beyond } from '../beyond.js';
import { wayName } from '../serving.js';
import { type Page, paragraph } from '../table/page.js';

/** What nobody expects of a host, or should mind before they go by a page. */
export const oddities = (report: Report): { alarms: string[]; cautions: string[] } => ({
  alarms: [...drift(report), ...exposed(report)],
  cautions: [...notSeen(report), ...beyond(report), ...flagged(report)],
});

/** Nothing where all is usual. */
export function odd(page: Page, report: Report): string[] {
  const { alarms, cautions } = oddities(report);
  const line = (text: string): string => paragraph(page, `Odd: ${text}`, '', '  ');
  return [
    ...alarms.map((text) => page.paint.red(line(text))),
    ...cautions.map((text) => page.paint.yellow(line(text))),
  ];
}

const drift = ({ witnesses }: Report): string[] =>
  witnesses
    .filter(({ agrees }) => agrees === false)
    .map(({ id, says, detail }) => `${words(id)} says ${says}, against the verdict: ${detail}`);

/** A guest takes for its memory what reads as zeroes that nobody sent. */
function exposed({ ways }: Report): string[] {
  const on = (alias: string): string[] =>
    ways.filter(({ aliasWrites }) => aliasWrites === alias).map((way) => wayName(way));
  const told = (names: readonly string[], when: string): string[] =>
    names.length === 0
      ? []
      : [
          `exposed memory: on ${list(names)}${when} a page written through another mapping brings neighbours ` +
            'of zeroes; fill by COPY or CONTINUE',
        ];
  return [...told(on('exposed'), ''), ...told(on('exposed_if_advised'), ' with MADV_HUGEPAGE')];
}

const notSeen = ({ ranAs }: Report): string[] =>
  ranAs.notTakenOver
    .filter(({ matters }) => matters)
    .map(({ layer, detail }) => `not taken over: ${words(layer)} (${detail}); what depends on it is unknown`);

/** Figures that others on the machine took part in. */
function flagged({ timings }: Report): string[] {
  const bearing = timings.filter(({ flags }) => flags.length > 0);
  if (bearing.length === 0) return [];
  const flags = [...new Set(bearing.flatMap((one) => one.flags))].map(words);
  return [`${bearing.length} of ${timings.length} timings are marked ${flags.join(', ')}`];
}
