import type { ProfileVerdict, Report } from '../../report/contract.js';
import { printable } from '../text.js';
import { WHO } from './actions.js';
import { type Page, paragraph, section } from './page.js';

const INDENT = '  ';

/** One line for each consumer: ready, what it can't have here, what is missing and who must act, or why none can tell. */
export function profiles(page: Page, report: Report): string[] {
  const all = Object.entries(report.profiles);
  const width = Math.max(0, ...all.map(([name]) => name.length)) + INDENT.length;
  const lines = all.map(([name, verdict]) => {
    const word = WORDS[verdict.state];
    const head = `${(INDENT + printable(name)).padEnd(width)}  `;
    const text = paragraph(page, word + because(verdict), head, ' '.repeat(head.length));
    // A long word may stand on the next line, where the colour has nothing to repeat.
    if (!text.startsWith(word, head.length)) return text;
    return head + paint(page, verdict.state, word) + text.slice(head.length + word.length);
  });
  return section(page, 'Ready for', lines);
}

const WORDS: Readonly<Record<ProfileVerdict['state'], string>> = {
  ready: 'ready',
  restricted: 'ready with a restriction',
  not_ready: 'not ready',
  unknown: "can't tell",
};

function because({ state, reason, who }: ProfileVerdict): string {
  if (state === 'ready') return '';
  return who === null ? `: ${reason}` : `: ${reason}; must act: ${WHO[who]}`;
}

function paint({ paint }: Page, state: ProfileVerdict['state'], word: string): string {
  switch (state) {
    case 'ready':
      return paint.green(word);
    case 'restricted':
      return paint.yellow(word);
    case 'unknown':
      return paint.magenta(word);
    case 'not_ready':
      return word;
  }
}
