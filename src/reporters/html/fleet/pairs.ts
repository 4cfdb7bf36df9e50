import type { Fix, HostClass, Pairs } from '../../../fleet/ask/pairs.js';
import { words } from '../../../ground/units.js';
import { figure, hosts, name } from '../../fleet/page.js';
import { fixedBy, granule, membersOf, whyNone } from '../../fleet/pairs.js';
import { type Markup, markup } from '../markup.js';
import { table } from '../table.js';
import { tag } from '../tag.js';
import { cut, fleetPage, share, standingTag, totalOf, type Who } from './page.js';

/** Each with each other is the square of it. */
const MOST = 30;

/** Groups of hosts that are alike, who can take whom, and what is missing. */
export function pairsPage(answer: Pairs, who: Who): string {
  const classes = [...answer.classes.keys()]
    .sort((a, b) => (answer.classes[b]?.hosts ?? 0) - (answer.classes[a]?.hosts ?? 0))
    .slice(0, MOST)
    .sort((a, b) => a - b);
  const cuts = [
    ...cut(
      classes.length,
      totalOf(answer.cuts, 'classes', answer.classes.length),
      'groups: those with most hosts',
    ),
    ...cut(answer.fixes.length, totalOf(answer.cuts, 'fixes', answer.fixes.length), 'things to do'),
    ...cut(answer.causes.length, totalOf(answer.cuts, 'causes', answer.causes.length), 'causes'),
  ];
  const list = (id: string, title: string, body: Markup | null) =>
    body === null ? null : { id, title, body };
  const said = `${name(answer.profile)}: ${figure(answer.allPairs)} pairs of hosts can migrate`;
  return fleetPage('pairs', said, who, cuts, [
    { id: 'groups', title: 'Groups of hosts that are alike', body: groups(answer, classes) },
    { id: 'migrations', title: 'Who can migrate to whom', body: migrations(answer, classes) },
    list(
      'ready',
      'To be ready everywhere',
      fixTable('ready-table', 'What hosts lack', answer.fixes, 'ready', who.hosts),
    ),
    list('causes', 'One cause at a time', causes(answer, who.hosts)),
    list(
      'finest',
      'To take the finest granule everywhere',
      fixTable('finest-table', 'What hosts lack for it', answer.fixes, 'finest', who.hosts),
    ),
  ]);
}

const letter = (at: number): string => `#${at + 1}`;

function groups({ classes }: Pairs, shown: readonly number[]): Markup {
  const rows = shown.flatMap((at) => {
    const one = classes[at];
    return one === undefined ? [] : [[letter(at), ...group(one)]];
  });
  const heading = ['group', 'hosts', 'architecture', 'state', 'because', 'takes', 'which'];
  return table('groups-table', 'Groups', heading, [{ title: null, rows }]);
}

const group = (one: HostClass): (Markup | string)[] => [
  figure(one.hosts),
  `${name(one.arch, 20)}${one.basePageBytes === null ? '' : `, base page ${granule(one.basePageBytes)}`}`,
  standingTag(one.state, words(name(one.state))),
  one.state === 'ready' || one.reason === null ? '' : name(one.reason, 200),
  granule(one.granuleBytes),
  membersOf(one),
];

/** Rows leave, columns take. */
function migrations({ classes, pairs }: Pairs, shown: readonly number[]): Markup {
  if (pairs.length === 0) return markup`<p>None: ${whyNone(classes)}.</p>`;
  const found = new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const rows = shown.map((from) => [
    `from ${letter(from)}`,
    ...shown.map((to) => {
      const pair = found.get(`${from} ${to}`);
      if (pair === undefined) return markup`<span class="soft">no</span>`;
      return tag(classes[to]?.state ?? '', `at ${granule(pair.granuleBytes)}, ${figure(pair.pairs)} pairs`);
    }),
  ]);
  const held = shown.filter((at) => classes[at]?.state === 'restricted');
  return markup`${table('migrations-table', 'Pairs of hosts, source and destination', ['source', ...shown.map((to) => `to ${letter(to)}`)], [{ title: null, rows }])}
${held.length === 0 ? null : markup`<p>With a restriction at the destination: ${held.map(letter).join(', ')}.</p>`}`;
}

function fixTable(
  id: string,
  caption: string,
  fixes: readonly Fix[],
  goal: Fix['goal'],
  all: number,
): Markup | null {
  const own = fixes.filter((fix) => fix.goal === goal);
  if (own.length === 0) return null;
  const rows = own.map((fix) => [
    name(fix.arch, 20),
    ...fixedBy(fix),
    hosts(fix.hosts),
    share(fix.hosts, all),
  ]);
  const heading = ['architecture', 'must act', 'what is missing', 'hosts', 'share'];
  return table(id, caption, heading, [{ title: null, rows }]);
}

/** Nothing where each host lacks one thing only: the fixes have said it. */
function causes({ fixes, causes: each }: Pairs, all: number): Markup | null {
  if (fixes.every(({ needs }) => needs.length < 2)) return null;
  const rows = each.map((one) => [
    name(one.arch, 20),
    name(one.cause, 200),
    hosts(one.hosts),
    figure(one.alone),
    share(one.hosts, all),
  ]);
  const heading = ['architecture', 'cause', 'hosts that lack it', 'and nothing else', 'share'];
  return table('causes-table', 'Causes', heading, [{ title: null, rows }]);
}
