import type { Action, Remedy, Report } from '../../report/contract.js';
import { byReach } from '../mend.js';
import { printable } from '../text.js';
import { type Page, paragraph, section } from './page.js';

export const WHO: Readonly<Record<Action['who'], string>> = {
  caller: 'caller',
  os_configuration: 'OS configuration',
  kernel_build: 'kernel build',
};

/** More names than this say no more than a count does. */
const MOST = 4;

/** What would change each refusal, once each, and who must do it. */
export function actions(page: Page, report: Report): string[] {
  const found = new Map<string, { ids: Set<string>; commands: Remedy[]; all: boolean }>();
  const asking = report.capabilities.filter(({ action, state }) => action !== null && state !== 'supported');
  for (const { action, id } of asking.sort(byReach)) {
    if (action === null) continue;
    const line = `${WHO[action.who]}: ${action.hint}`;
    const known = found.get(line) ?? {
      ids: new Set(),
      commands: action.commands ?? [],
      all: action.commandsAll === true,
    };
    found.set(line, { ...known, ids: known.ids.add(id) });
  }
  const shown = new Set<string>();
  const lines = [...found].flatMap(([line, { ids, commands, all }]) => [
    paragraph(page, `- ${line} (${short([...ids])})`, '  ', '    '),
    ...(all ? ['    all of these, in this order:'] : []),
    // What opens two ways in is told with the first; a list is told whole.
    ...commands.filter(({ command }) => all || isNew(shown, command)).flatMap((each) => remedy(page, each)),
  ]);
  return section(page, 'What to do', lines);
}

const isNew = (shown: Set<string>, command: string): boolean =>
  !shown.has(command) && shown.add(command).has(command);

/** The command on a line of its own, however long: it is there to be copied. */
const remedy = (page: Page, { command, opens }: Remedy): string[] => [
  `    ${page.paint.bold(printable(command))}`,
  paragraph(page, `opens ${opens}`, '      ', '      '),
];

function short(ids: readonly string[]): string {
  const more = ids.length - MOST;
  return more > 1 ? `${ids.slice(0, MOST).join(', ')} and ${more} more` : ids.join(', ');
}
