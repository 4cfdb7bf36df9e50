import { isReady } from '../../fleet/ask/fixes.js';
import type { Cause, Fix, HostClass, Pair, Pairs } from '../../fleet/ask/pairs.js';
import { sizeWord } from '../../ground/size.js';
import type { Look } from '../reporter.js';
import { grid } from '../table/grid.js';
import { pageOf, section } from '../table/page.js';
import { counted, figure, hosts, name, WHOLE, type Who } from './page.js';

/** `4K`, or the words for a page that is taken whole. */
export const granule = (bytes: number | null): string => (bytes === null ? WHOLE : sizeWord(bytes));

/** Groups of hosts that are alike, who can take whom, and what is missing. */
export function pairs(answer: Pairs, who: Who, look: Look): string {
  const page = pageOf(look);
  const ways = answer.pairs.map((pair) => wayOf(answer.classes, pair));
  const lines = [
    page.paint.bold(`${name(answer.profile)}: ${counted(who)}`),
    ...section(page, 'Groups', grid(answer.classes.map(groupRow))),
    ...section(page, 'Migrations', ways.length === 0 ? [`  none: ${whyNone(answer.classes)}`] : grid(ways)),
    ...section(page, 'To be ready everywhere', fixes(answer.fixes, 'ready')),
    ...section(page, 'One cause at a time', causes(answer)),
    ...section(page, 'To take the finest granule everywhere', fixes(answer.fixes, 'finest')),
    ...answer.cuts.map(
      ({ list, shown, total }) => `\n${figure(shown)} of ${figure(total)} ${CUT[list] ?? list}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** A host that is ready and alone of its kind has nobody to take from. */
export const whyNone = (classes: readonly HostClass[]): string =>
  classes.some(isReady) ? 'no ready host has another of its architecture and base page' : 'no host is ready';

/** Hosts that a row names; `--json` has them. */
const MAX_NAMED = 3;

/** `a, b, c and 1,497 more` */
export function membersOf({ names, hosts: count }: HostClass): string {
  const first = names.slice(0, MAX_NAMED).map((each) => name(each, 30));
  const more = count - first.length;
  return `${first.join(', ')}${more === 0 ? '' : ` and ${figure(more)} more`}`;
}

const letter = (at: number): string => `#${at + 1}`;

function groupRow(one: HostClass, at: number): string[] {
  const base = one.basePageBytes === null ? '' : ` ${sizeWord(one.basePageBytes)}`;
  const why = one.state === 'ready' ? '' : ` (${name(one.reason)})`;
  return [
    `  ${letter(at)}  `,
    `${hosts(one.hosts)}  `,
    `${name(one.arch, 20)}${base}  `,
    `${name(one.state).replaceAll('_', ' ')}${why}  `,
    `${granule(one.granuleBytes)}  `,
    membersOf(one),
  ];
}

function wayOf(classes: readonly HostClass[], { from, to, granuleBytes, pairs: count }: Pair): string[] {
  const within = from === to ? ' (among themselves)' : '';
  const held = classes[to]?.state === 'restricted' ? ', with a restriction' : '';
  return [
    `  ${letter(from)} → ${letter(to)}  `,
    `at ${granule(granuleBytes)}  `,
    `${figure(count)} pairs${within}${held}`,
  ];
}

const CUT: Readonly<Record<string, string>> = {
  classes: 'groups: those with most hosts; pairs are of these',
  fixes: 'things to do',
  names: 'hosts have their names in --json',
};

const WHO: Readonly<Record<string, string>> = {
  caller: 'the caller',
  os_configuration: 'OS configuration',
  kernel_build: 'kernel build',
};

/** Who must act, and what is missing. */
export const fixedBy = ({ who, reason, needs }: Fix): string[] => [
  WHO[who ?? ''] ?? 'not said who',
  needs.length > 1 ? `all of: ${needs.map((each) => name(each)).join('; ')}` : name(reason),
];

function fixes(all: readonly Fix[], goal: Fix['goal']): string[] {
  const rows = all.filter((fix) => fix.goal === goal);
  return grid(
    rows.map((fix) => [
      `  ${name(fix.arch, 20)}  `,
      ...fixedBy(fix).map((text) => `${text}  `),
      hosts(fix.hosts),
    ]),
  );
}

/** Nothing where each host lacks one thing only: the fixes have said it. */
function causes({ fixes: all, causes: each }: Pairs): string[] {
  if (all.every(({ needs }) => needs.length < 2)) return [];
  return grid(each.map(causeRow));
}

const causeRow = ({ arch, cause, hosts: count, alone }: Cause): string[] => [
  `  ${name(arch, 20)}  `,
  `${name(cause)}  `,
  `${hosts(count)}  `,
  `${figure(alone)} with no other cause`,
];
