import { CAUSES, type Difference, type Note, type Side } from '../../diff/contract.js';
import { words } from '../../ground/units.js';
import type { Look } from '../reporter.js';
import { pageOf, paragraph, section } from '../table/page.js';
import { STATE_WORDS } from '../table/state.js';
import { changes, TITLES } from './changes.js';
import { latencies } from './latencies.js';

/** The difference for a person: what is compared, what a reader should know of it, then cause by cause. */
export function diffTable(of: Difference, look: Look): string {
  const page = pageOf(look);
  const lines = [
    page.paint.bold(paragraph(page, headline(of), '', '  ')),
    paragraph(page, `old: ${sideLine(of.old)}`, '', '  '),
    paragraph(page, `new: ${sideLine(of.new)}`, '', '  '),
    ...of.notes.map((note) => page.paint.yellow(paragraph(page, NOTES[note], '', '  '))),
    ...CAUSES.flatMap((cause) => section(page, TITLES[cause], changes(page, of, cause))),
    ...section(
      page,
      'Readiness',
      of.profiles.map((one) =>
        paragraph(page, `${one.name}: ${words(one.old)} → ${words(one.new)}`, '  ', '    '),
      ),
    ),
    ...latencies(page, of.latencies),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ hgm, differs }: Difference): string {
  const [old, now] = [STATE_WORDS[hgm.old], STATE_WORDS[hgm.new]];
  const verdict = hgm.old === hgm.new ? `HGM: ${now}, as before` : `HGM: ${old} → ${now}`;
  return differs ? `${verdict}.` : `${verdict}. Nothing that lasts has changed.`;
}

function sideLine(side: Side): string {
  const kind = side.kind === 'recording' ? ', recording' : '';
  return `${side.hostName}, Linux ${side.kernelRelease} on ${side.arch}, ${side.collectedAt}, hgm-probe ${side.toolVersion}${kind}`;
}

const NOTES: Readonly<Record<Note, string>> = {
  other_host: 'These are two hosts: what differs may be the machine.',
  host_unknown: 'Whether this is one host can not be told: a document names no machine id.',
  rebooted: 'The host was booted again in between.',
  new_is_older: 'The new document was collected before the old one.',
  old_untimed: 'In the old one nothing was timed, so latencies can not be compared.',
  new_untimed: 'In the new one nothing was timed, so latencies can not be compared.',
  other_clock: 'The two were timed with different clocks.',
  other_cpu: 'Some latencies were timed on another CPU.',
};
