import type { Report } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { benchWords } from '../bench.js';
import { allDeeds } from '../deeds.js';
import type { Reporter } from '../reporter.js';
import { oddities } from '../screen/odd.js';
import { waysTitle } from '../serving.js';
import { asWhom, hostLine, whose } from '../table/host.js';
import { notes } from '../table/notes.js';
import { STATE_WORDS } from '../table/state.js';
import { verdict } from '../table/verdict.js';
import { context, lines, PLAIN } from './context.js';
import { figure } from './figure.js';
import { frame } from './frame.js';
import { type Markup, markup } from './markup.js';
import { matrix } from './matrix.js';
import { readiness } from './ready.js';
import { table } from './table.js';
import { tag } from './tag.js';
import { stallTable, timingTable } from './timings.js';
import { deedList } from './todo.js';
import { waysPart } from './ways.js';

/** The report of a host on a page: what a person needs first stands first, and all of it is there. */
export const html: Reporter = (report: Report) => {
  const { profiles, ways, caller, hgm, host, ranAs } = report;
  const drawn = report.timings.filter((one) => one.distribution !== undefined && one.n > 0);
  const deeds = allDeeds(report);
  const worth = notes(PLAIN, report);
  return frame(`hgm-probe: ${host.name}`, head(report), [
    Object.keys(profiles).length === 0
      ? null
      : { id: 'ready', title: `Ready for, ${asWhom(ranAs)}`, body: readiness(report) },
    deeds.length === 0 ? null : { id: 'todo', title: 'What to do', body: deedList(deeds) },
    ways.length === 0 ? null : { id: 'ways-part', title: waysTitle(hgm), body: waysPart(report) },
    caller === null
      ? null
      : { id: 'caller', title: `This caller and ${whose(ranAs)}`, body: differences(report, caller) },
    { id: 'stall', title: 'How long a guest stalls', body: stallTable(report) },
    { id: 'state', title: 'What this host can do', body: matrix(report) },
    worth.length === 0 ? null : { id: 'worth', title: 'Worth knowing', body: lines(worth) },
    { id: 'figures', title: 'Timings', body: timingTable(report) },
    drawn.length === 0
      ? null
      : {
          id: 'shapes',
          title: 'Distributions',
          body: markup`${drawn.map((one, at) => figure(one, `d${at}`))}`,
        },
    { id: 'ground', title: 'Clock and context', body: context(report) },
  ]);
};

function head(report: Report): Markup {
  const { bench } = report;
  const { alarms, cautions } = oddities(report);
  return markup`<p class="verdict">${verdict(report)}</p>
<p class="soft">${hostLine(report)}</p>
${bench && markup`<p${bench.complete ? null : markup` class="warning"`}>${benchWords(bench)}</p>`}
${alarms.map(
  (text) => markup`<p class="alarm warning">Odd: ${text}</p>
`,
)}${cautions.map(
  (text) => markup`<p class="warning">Odd: ${text}</p>
`,
)}`;
}

/** What differs between who asked and whom the report is about, beside each other. */
function differences({ capabilities, ranAs }: Report, caller: NonNullable<Report['caller']>): Markup {
  if (caller.differences.length === 0) return markup`<p>No capability differs.</p>`;
  const rows = caller.differences.map((own) => {
    const theirs = capabilities.find(({ id, memory }) => id === own.id && memory === own.memory);
    return [own.memory === null ? own.id : `${own.id} ${own.memory}`, said(own), theirs ? said(theirs) : '-'];
  });
  const heading = ['capability', `this caller (${whose(caller.ranAs)})`, whose(ranAs)];
  return table('differences', 'What differs', heading, [{ title: null, rows }]);
}

function said(row: Parameters<typeof refusalWords>[0] & { state: keyof typeof STATE_WORDS }): Markup {
  const open = row.state === 'supported' || row.state === 'advertised';
  return markup`${tag(row.state, STATE_WORDS[row.state])}${open ? null : ` ${refusalWords(row)}`}`;
}
