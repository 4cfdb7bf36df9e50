/** What would change the refusals of a report. */
import type { Action, Capability, Report } from '../report/contract.js';
import { byReach, firstSentence } from './mend.js';
import { WHO } from './table/actions.js';
import { consumers } from './table/profiles.js';

export interface Deed {
  /** Who acts, and what they do. */
  text: string;
  commands: string[];
  /** Whether the commands are one list, to be done in full. */
  all: boolean;
}

/** To ask for another user changes nothing, so it stands first; then the least. */
export const allDeeds = (report: Report): Deed[] => [...forUsers(report), ...deeds(report)];

function deeds({ capabilities }: Report): Deed[] {
  const asked = capabilities
    .filter((row): row is Capability & { action: Action } => row.action !== null && row.state !== 'supported')
    .sort(byReach);
  const actions = asked.map(({ action }) => action).filter(isNew);
  const typed = new Set<string>();
  const found = actions.map(({ who, hint, commands = [], commandsAll: all = false }): Deed => {
    const own = commands.map(({ command }) => command).slice(0, all ? undefined : 1);
    const fresh = own.filter((command) => all || !typed.has(command));
    for (const command of fresh) typed.add(command);
    return { text: `${WHO[who]}: ${inShort(hint, own.length > 0)}`, commands: fresh, all };
  });
  return together(found);
}

/** A row that hangs on another has the beginning of its hint, and no command. */
function isNew({ hint }: Action, at: number, all: readonly Action[]): boolean {
  const first = all.findIndex((other) => other.hint === hint);
  return first === at && !all.some((other) => other.hint !== hint && other.hint.startsWith(hint));
}

/** What the command below does; else the first sentence without its reason, since that says what to do by hand. */
function inShort(hint: string, hasCommand: boolean): string {
  const sentence = firstSentence(hint);
  return sentence.split(hasCommand ? ': ' : ', since ', 1)[0] ?? sentence;
}

/** Texts that differ in one word, a path or a size, made one: `write to A or B`. */
function together(all: readonly Deed[]): Deed[] {
  const found: Deed[] = [];
  for (const deed of all) {
    const at = found.findIndex((other) => differing(other.text, deed.text) === 1);
    const like = found[at];
    if (like === undefined || deed.commands.length + like.commands.length > 0) found.push(deed);
    else found[at] = { ...like, text: merged(like.text, deed.text) };
  }
  return found;
}

/** Words as they stand in the text, `A or B or C` as one. */
const tokens = (text: string): string[] => text.replace(/ or (?=\/)/g, '\0').split(' ');

function differing(a: string, b: string): number {
  const [left, right] = [tokens(a), tokens(b)];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  return left.filter((word, at) => word !== right[at]).length;
}

function merged(a: string, b: string): string {
  const right = tokens(b);
  const words = tokens(a).map((word, at) => (word === right[at] ? word : `${word} or ${right[at]}`));
  return words.join(' ').replaceAll('\0', ' or ');
}

/** Of a user that the host has for a consumer the commands stand in a report of their own. */
const forUsers = (report: Report): Deed[] =>
  consumers(report)
    .filter(({ profiles }) => Object.values(profiles).some(({ state }) => state === 'not_ready'))
    .map(({ name }) => ({
      text: `for ${name}: what would let that user in is told by`,
      commands: [`hgm-probe --as ${name}`],
      all: false,
    }));
