import type { ProfileVerdict, Report, UserVerdict } from '../../report/contract.js';
import { printable } from '../text.js';
import { WHO } from './actions.js';
import { asWhom } from './host.js';
import { type Page, paragraph, section } from './page.js';

const INDENT = '  ';

/**
 * One line for each consumer: ready, what it can't have here, what is missing and who must act, or why none can tell.
 * Below them one for each user of a consumer that the host has.
 */
export function profiles(page: Page, report: Report): string[] {
  const all = Object.entries(report.profiles);
  const users = consumers(report);
  const names = [...all.map(([name]) => name), ...users.map(userName)];
  const width = Math.max(0, ...names.map((name) => name.length)) + INDENT.length;
  const lines = all.map(([name, verdict]) => {
    const word = READINESS[verdict.state];
    const head = headOf(name, width);
    const text = paragraph(page, word + because(verdict), head, ' '.repeat(head.length));
    // A long word may stand on the next line, where the colour has nothing to repeat.
    if (!text.startsWith(word, head.length)) return text;
    return head + paintReadiness(page, verdict.state, word) + text.slice(head.length + word.length);
  });
  const others = users.map((user) => {
    const head = headOf(userName(user), width);
    return paragraph(page, standing(user), head, ' '.repeat(head.length));
  });
  return section(page, `Ready for, ${asWhom(report.ranAs)}`, [...lines, ...others]);
}

/** The users of whom there is something to say. */
export const consumers = ({ users = [] }: Report): UserVerdict[] =>
  users.filter(({ profiles: own }) => Object.keys(own).length > 0);

const headOf = (name: string, width: number): string => `${(INDENT + printable(name)).padEnd(width)}  `;

const userName = ({ name }: UserVerdict): string => `as ${name}`;

/**
 * The consumer's profiles with what is so of them, those together of which the same is, and the first cause alone.
 *
 * @param fold shortens a list of names where there is no room for all
 */
export function standing(
  { profiles: own }: UserVerdict,
  fold: (names: readonly string[]) => readonly string[] = (names) => names,
): string {
  const said = new Map<string, string[]>();
  for (const [name, verdict] of Object.entries(own)) {
    const { state, reason, who = null } = verdict;
    // The inventory form has no more than the state.
    const why = reason === undefined ? '' : because({ state, reason: reason.split('; ', 1)[0] ?? '', who });
    const words = READINESS[state] + why;
    said.set(words, [...(said.get(words) ?? []), name]);
  }
  return [...said].map(([words, names]) => `${fold(names).join(', ')} ${words}`).join('. ');
}

/** In a word, where a line has no room for a sentence. */
export const IN_SHORT: Readonly<Record<ProfileVerdict['state'], string>> = {
  ready: 'ready',
  restricted: 'restricted',
  not_ready: 'not ready',
  unknown: "can't tell",
};

/** The same where there is room. */
export const READINESS = { ...IN_SHORT, restricted: 'ready with a restriction' };

/** Why, and who must act; empty for what is ready. */
export function grounds({ state, reason, who }: ProfileVerdict): string {
  if (state === 'ready') return '';
  return who === null ? reason : `${reason}; must act: ${WHO[who]}`;
}

function because(verdict: ProfileVerdict): string {
  const why = grounds(verdict);
  return why === '' ? '' : `: ${why}`;
}

/** Colour only repeats what the word says. */
export function paintReadiness({ paint }: Page, state: ProfileVerdict['state'], word: string): string {
  switch (state) {
    case 'ready':
      return paint.green(word);
    case 'restricted':
      return paint.yellow(word);
    case 'unknown':
      return paint.magenta(word);
    case 'not_ready':
      return paint.red(word);
  }
}
