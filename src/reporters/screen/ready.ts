import type { ProfileVerdict, Report, UserVerdict } from '../../report/contract.js';
import { lossesIn } from '../../report/losses.js';
import { asWhom } from '../table/host.js';
import { type Page, paragraph } from '../table/page.js';
import { consumers, IN_SHORT, paintReadiness, standing } from '../table/profiles.js';
import { printable } from '../text.js';

type State = ProfileVerdict['state'];

/** In the order in which they are told. */
export const STATES: readonly State[] = ['ready', 'restricted', 'unknown', 'not_ready'];

/** No word for a state is longer. */
const LABEL = 12;
/** On less than this a column of labels leaves no room for names. */
const NARROW = 60;

/** `blocking`: of those that are not ready, or may not be. */
export type Causes = 'all' | 'blocking' | 'none';

const tells = (causes: Causes, state: State): boolean =>
  causes === 'all' || (causes === 'blocking' && state !== 'restricted');

/**
 * Consumers together of which the same is, then one line for each user that the host has for one.
 *
 * @param causes of whom it is said what is missing, lost or not known
 */
export function ready(page: Page, report: Report, causes: Causes): string[] {
  const all = Object.entries(report.profiles);
  const users = consumers(report);
  if (all.length + users.length === 0) return [];
  const lines = STATES.flatMap((state) => {
    const alike = new Map<string, string[]>();
    for (const [name, verdict] of all.filter(([, one]) => one.state === state)) {
      const why = tells(causes, state) ? cause(verdict) : '';
      alike.set(why, [...(alike.get(why) ?? []), name]);
    }
    return [...alike].map(([why, names]) => {
      const told = causes === 'none' ? families(names, Object.keys(report.profiles)) : names;
      return line(page, state, told.join(', ') + why);
    });
  });
  return [
    page.paint.bold(printable(`Ready for, ${asWhom(report.ranAs)}`)),
    ...lines,
    ...users.map((user) =>
      paragraph(page, forUser(user, causes), '  ', page.width < NARROW ? '    ' : ' '.repeat(2 + LABEL)),
    ),
  ];
}

/**
 * Where there is least room: names that begin with the same words are one pattern, `qemu-*`, if no other begins so; of
 * several such patterns the one that stands for most.
 */
function families(names: readonly string[], all: readonly string[]): string[] {
  const found = names.map((name) => {
    const family = beginnings(name)
      .map((words) => all.filter((other) => other.startsWith(words)))
      .find((kin) => kin.length > 1 && kin.every((other) => names.includes(other)));
    return family === undefined ? name : `${beginning(family)}*`;
  });
  return [...new Set(found)];
}

/** `qemu-`, `qemu-fast-` and so on. */
const beginnings = (name: string): string[] =>
  [...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index + 1));

/** What all begin with, up to a hyphen. */
function beginning([first = '', ...others]: readonly string[]): string {
  let end = first.lastIndexOf('-') + 1;
  while (!others.every((other) => other.startsWith(first.slice(0, end))))
    end = first.lastIndexOf('-', end - 2) + 1;
  return first.slice(0, end);
}

function line(page: Page, state: State, text: string): string {
  const label = IN_SHORT[state];
  if (page.width < NARROW) return narrow(page, state, text);
  const head = `  ${label.padEnd(LABEL)}`;
  const rest = paragraph(page, text, head, ' '.repeat(head.length)).slice(head.length);
  return `  ${paintReadiness(page, state, label)}${' '.repeat(LABEL - label.length)}${rest}`;
}

function narrow(page: Page, state: State, text: string): string {
  const label = IN_SHORT[state];
  const rest = paragraph(page, `${label}: ${text}`, '  ', '    ').slice(2 + label.length);
  return `  ${paintReadiness(page, state, label)}${rest}`;
}

/** Who must act stands with what there is to do. */
function forUser({ name, uid, profiles }: UserVerdict, causes: Causes): string {
  const own = Object.entries(profiles).map(([profile, verdict]) => [profile, { ...verdict, who: null }]);
  const fold = (names: readonly string[]): readonly string[] =>
    causes === 'none' ? families(names, Object.keys(profiles)) : names;
  return `as ${name} ${standing({ name, uid, profiles: Object.fromEntries(own) }, fold)}`;
}

/** What is missing or not known, the first of it; of what is lost no more than for whom. */
function cause({ state, reason }: ProfileVerdict): string {
  if (state === 'ready') return '';
  if (state !== 'restricted') return `: ${reason.split('; ', 1)[0]}`;
  return `: ${lossesIn(reason)}`;
}
