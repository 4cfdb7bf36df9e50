import { sizeWord } from '../../ground/size.js';
import { words } from '../../ground/units.js';
import type { Report } from '../../report/contract.js';
import { type Page, paragraph, section } from './page.js';
import { NO_EFFECT } from './state.js';

/** Reasons beside a state that a program would be misled without. */
const SAYINGS: Readonly<Record<string, string>> = {
  no_effect: `${NO_EFFECT} ID returned 0 and did nothing`,
  rounds_up: 'ID did more than was asked: the whole huge page',
  zeroes_only: 'ID cleared the bytes and freed nothing',
  unwritten_only: 'ID works until a page of the private mapping is written, and is EINVAL from then on',
  splits: 'ID moved a transparent huge page in pieces, and it is none where it came to',
  plain_sigbus:
    'ID makes an access raise SIGBUS as any missing page does (BUS_ADRERR): this kernel has no memory failure ' +
    'handling, so nothing tells it from other faults',
};

/** What answered 0 and did something else than asked: an answer that a program would believe. */
export function notes(page: Page, report: Report): string[] {
  const found = new Map<string, string[]>();
  for (const { id, memory, reason } of report.capabilities) {
    const saying = SAYINGS[reason]?.replace('ID', () => id);
    if (saying !== undefined)
      found.set(saying, [...(found.get(saying) ?? []), ...(memory === null ? [] : [memory])]);
  }
  const left = report.ranAs.notTakenOver.map(({ layer, detail, matters }) => {
    const so = matters ? 'so what depends on it is unknown' : 'which changes nothing here';
    return `not taken over, ${so}: ${words(layer)} (${detail})`;
  });
  const lacking = report.pools.flatMap(({ pageBytes, obtainable }) => {
    if (obtainable?.pages !== 0) return [];
    const taken = report.ledger.find((entry) => entry.pageBytes === pageBytes);
    const why = obtainable.limit?.detail ?? taken?.detail;
    return why === undefined ? [] : [`no ${sizeWord(pageBytes)} page for this caller: ${why}`];
  });
  const lines = [...found].map(([saying, on]) => (on.length === 0 ? saying : `${saying} (${on.join(', ')})`));
  return section(
    page,
    'Worth knowing',
    [...lines, ...lacking, ...left].map((line) => paragraph(page, line, '  ', '    ')),
  );
}
