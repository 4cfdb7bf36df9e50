import type { ProfileVerdict, Report, UserVerdict } from '../../report/contract.js';
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
    return [...alike].map(([why, names]) => line(page, state, names.join(', ') + why));
  });
  return [
    page.paint.bold(printable(`Ready for, ${asWhom(report.ranAs)}`)),
    ...lines,
    ...users.map((user) =>
      paragraph(page, forUser(user), '  ', page.width < NARROW ? '    ' : ' '.repeat(2 + LABEL)),
    ),
  ];
}

function line(page: Page, state: State, text: string): string {
  const word = IN_SHORT[state];
  if (page.width < NARROW) return narrow(page, state, text);
  const head = `  ${word.padEnd(LABEL)}`;
  const rest = paragraph(page, text, head, ' '.repeat(head.length)).slice(head.length);
  return `  ${paintReadiness(page, state, word)}${' '.repeat(LABEL - word.length)}${rest}`;
}

function narrow(page: Page, state: State, text: string): string {
  const word = IN_SHORT[state];
  const rest = paragraph(page, `${word}: ${text}`, '  ', '    ').slice(2 + word.length);
  return `  ${paintReadiness(page, state, word)}${rest}`;
}

/** Who must act stands with what there is to do. */
function forUser({ name, uid, profiles }: UserVerdict): string {
  const own = Object.entries(profiles).map(([profile, verdict]) => [profile, { ...verdict, who: null }]);
  return `as ${name} ${standing({ name, uid, profiles: Object.fromEntries(own) })}`;
}

/** What is missing or not known, the first of it; of what is lost no more than for whom. */
function cause({ state, reason }: ProfileVerdict): string {
  if (state === 'ready') return '';
  if (state !== 'restricted') return `: ${reason.split('; ', 1)[0]}`;
  const lost = reason.split('; ').map((part) => part.split(': ', 1)[0] ?? '');
  return `: ${[...new Set(lost)].join('; ')}`;
}
