import type { Report } from '../../report/contract.js';
import { STATES } from '../screen/ready.js';
import { consumers, grounds, READINESS, standing } from '../table/profiles.js';
import { list } from './list.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';
import { tag } from './tag.js';

/** Each consumer with how it stands and why; then the users that packages make for them. */
export function readiness(report: Report): Markup {
  const all = Object.entries(report.profiles);
  const rows = STATES.flatMap((state) =>
    all
      .filter(([, verdict]) => verdict.state === state)
      .map(([name, verdict]) => [name, tag(state, READINESS[state]), grounds(verdict)]),
  );
  return markup`${table('profiles', 'Consumers', ['consumer', 'state', 'because'], [{ title: null, rows }])}
${list(consumers(report).map((user) => `as ${user.name}: ${standing(user)}`))}`;
}
