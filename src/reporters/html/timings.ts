import { sizeWord } from '../../ground/size.js';
import { duration, words } from '../../ground/units.js';
import type { Report, Timing } from '../../report/contract.js';
import { assumptions, STALL_HEADING, stallCells, stallSentence } from '../stalls.js';
import { scaling } from '../table/timings/scaling.js';
import { flagLines, timingName } from '../timing-name.js';
import { list } from './list.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';

const HEADING = ['call', 'n', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max', 'first', 'mean', 'back to back'];

export function timingTable(report: Report): Markup {
  const groups = [
    { title: 'What this kernel does with HGM', rows: report.timings.filter((one) => !one.baseline).map(row) },
    { title: 'Baselines, for comparison', rows: report.timings.filter((one) => one.baseline).map(row) },
  ].filter(({ rows }) => rows.length > 0);
  const missing = report.untimed.map(({ id, memory, reason }) => [id, memory ?? '', words(reason)]);
  return markup`${
    groups.length === 0
      ? markup`<p>Nothing was timed.</p>`
      : table('timings', 'Figures of each timed call', HEADING, groups, true)
  }
<p>&ldquo;first&rdquo; is the cold first call, in no other figure; &ldquo;back to back&rdquo; is the mean of calls made between two
readings of the clock. Raw values, nothing subtracted.</p>
${list(scaling(report))}
${list(flagLines(report.timings))}
${
  missing.length === 0
    ? null
    : table('untimed', 'Not timed, and why', ['call', 'memory', 'reason'], [{ title: null, rows: missing }])
}`;
}

function row(one: Timing): (string | number)[] {
  const times = [one.minNs, one.p50Ns, one.p90Ns, one.p99Ns, one.p999Ns, one.maxNs, one.firstNs];
  return [timingName(one), one.n, ...[...times, one.meanNs, one.batchedNs].map(duration)];
}

export function stallTable(report: Report): Markup {
  if (report.stalls.length === 0)
    return markup`<p>Nothing was timed that a stall could be reckoned from.</p>`;
  const rows = report.stalls.flatMap(({ hugePageBytes, whole, granular }) => [
    [`${sizeWord(hugePageBytes)} page, whole`, ...stallCells(whole)],
    [`${sizeWord(hugePageBytes)} page, in ${sizeWord(granular.bytes)}`, ...stallCells(granular)],
  ]);
  const heading = ['missing page', ...STALL_HEADING];
  return markup`${list(report.stalls.map((entry) => stallSentence(report.hgm, entry)))}
${table('stalls', 'Parts of a stall', heading, [{ title: null, rows }], true)}
${list(assumptions(report))}`;
}
