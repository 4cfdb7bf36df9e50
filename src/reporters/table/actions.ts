import type { Action, Report } from '../../report/contract.js';
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
  const found = new Map<string, Set<string>>();
  for (const { action, state, id } of report.capabilities) {
    if (action === null || state === 'supported') continue;
    const line = `${WHO[action.who]}: ${action.hint}`;
    found.set(line, (found.get(line) ?? new Set()).add(id));
  }
  const lines = [...found].map(([line, ids]) =>
    paragraph(page, `- ${line} (${short([...ids])})`, '  ', '    '),
  );
  return section(page, 'What to do', lines);
}

function short(ids: readonly string[]): string {
  const more = ids.length - MOST;
  return more > 1 ? `${ids.slice(0, MOST).join(', ')} and ${more} more` : ids.join(', ');
}
