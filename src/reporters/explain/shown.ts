/** What of a report shows the answer on a name, and what would change it. */

import { assess } from '../../profiles/assess.js';
import type { Action, Capability, Report, Way } from '../../report/contract.js';
import { WHO } from '../table/actions.js';
import type { Section } from './article.js';
import type { Subject } from './subject.js';

export function shown(of: Subject, report: Report): Section[] {
  const calls = callsOf(of, report);
  const changes = changesOf(decidingRows(of, report), report);
  return [
    ...(calls.length === 0 ? [] : [{ title: 'The calls that show it', parts: [{ lines: calls }] }]),
    ...(changes.length === 0 ? [] : [{ title: 'What would change it', parts: changes }]),
  ];
}

/** Each behind the row that it is of, where there is more than one. */
function callsOf(of: Subject, report: Report): string[] {
  if ('profile' in of)
    return unique(
      assess(report, of.profile).deciding.flatMap(({ term, evidence }) =>
        evidence.map((call) => `${term}: ${call}`),
      ),
    );
  const rows = rowsOf(of, report);
  const one = rows.length === 1;
  return unique(
    rows.flatMap((row) => row.evidence.map((call) => (one ? call : `${nameOf(row, of)}: ${call}`))),
  );
}

function nameOf({ id, memory }: Capability, of: Subject): string {
  if (memory === null) return id;
  return 'info' in of ? memory : `${id}:${memory}`;
}

export function rowsOf(of: Subject, { capabilities, ways }: Report): Capability[] {
  if ('way' in of)
    return restsOf(
      ways.find(({ id }) => id === of.way),
      capabilities,
    );
  if ('profile' in of) return [];
  const { info, memory } = of;
  const own = capabilities.filter(({ id }) => id === info.id || isOfFamily(info.id, id));
  return own.filter((row) => memory === null || row.memory === memory);
}

const restsOf = (way: Way | undefined, capabilities: readonly Capability[]): Capability[] =>
  (way?.rests ?? []).flatMap(({ id, memory }) =>
    capabilities.filter((row) => row.id === id && row.memory === memory),
  );

/** `feature.bit*` stands for each bit without a name. */
const isOfFamily = (info: string, id: string): boolean =>
  info.endsWith('*') && id.startsWith(info.slice(0, -1));

/** The rows that could be better. */
function decidingRows(of: Subject, report: Report): Capability[] {
  if (!('profile' in of)) return rowsOf(of, report);
  const terms = assess(report, of.profile).deciding.filter(({ truth }) => truth !== 'met');
  return terms.flatMap(({ term }) => {
    const [id, memory] = term.split(':');
    return report.capabilities.filter(
      (row) => row.id === id && (memory === undefined || row.memory === memory),
    );
  });
}

/** Each once: what to do, then each command with what it opens besides. */
function changesOf(rows: readonly Capability[], report: Report): Section['parts'] {
  const found = new Map<string, Action>();
  for (const { action, state } of rows) {
    if (action === null || state === 'supported') continue;
    const whole = withCommands(action, report);
    found.set(whole.hint, whole);
  }
  return [...found.values()].flatMap(({ who, hint, commands = [], commandsAll = false }) => [
    `${WHO[who]}: ${hint}`,
    ...(commands.length > 1
      ? [commandsAll ? 'All of these, in this order:' : 'Each is enough; the first opens least:']
      : []),
    ...commands.flatMap(({ command, opens }) => [{ lines: [command] }, `opens ${opens}`]),
  ]);
}

/** A row that hangs on another has the beginning of its hint, and its commands stand there. */
const withCommands = (action: Action, { capabilities }: Report): Action =>
  action.commands === undefined
    ? (capabilities
        .flatMap((row) => row.action ?? [])
        .find(({ hint, commands }) => commands !== undefined && hint.startsWith(action.hint)) ?? action)
    : action;

const unique = (lines: readonly string[]): string[] => [...new Set(lines)];
