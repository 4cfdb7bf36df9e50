import { CATALOG } from '../../capabilities/catalog.js';
import { byMemory } from '../../ground/memory.js';
import { duration, words } from '../../ground/units.js';
import type { Capability, Report } from '../../report/contract.js';
import { readiness } from '../../report/ranks.js';
import type { Reporter } from '../reporter.js';
import { groups, type Row } from '../table/groups.js';
import { asWhom, hostLine } from '../table/host.js';
import { consumers, standing } from '../table/profiles.js';
import { verdict } from '../table/verdict.js';
import { cell, prose, table } from './markdown/text.js';

/** The report for a ticket or a merge request. Whatever the host said stands in code spans, so it stays text. */
export const markdown: Reporter = (report) =>
  [
    `## ${prose(verdict(report))}`,
    `${prose(hostLine(report))}. Asked at ${report.collectedAt}, good until ${report.expiresAt}.`,
    ...profiles(report),
    ...matrices(report),
    ...timings(report),
    ...actions(report),
    `hgm-probe ${prose(report.tool.version)}`,
  ]
    .map((block) => `${block}\n`)
    .join('\n');

function profiles(report: Report): string[] {
  const rows = readiness(report).map(([name, state]) => [cell(name), words(state)]);
  const users = consumers(report).map((user) => `- as ${cell(user.name)}: ${prose(standing(user))}`);
  return rows.length === 0
    ? []
    : [
        `### Ready for, ${prose(asWhom(report.ranAs))}`,
        table(['profile', 'readiness'], rows),
        ...(users.length === 0 ? [] : [users.join('\n')]),
      ];
}

/** One table for each group, as on the terminal, but with the reason in the cell. */
function matrices(report: Report): string[] {
  return groups(report.capabilities, CATALOG).flatMap(({ title, rows }) => {
    const memories = [...new Set(rows.flatMap((row) => [...row.cells.keys()]))].sort(byMemory);
    const single = rows.some((row) => row.single !== null);
    const columns = ['capability', ...(single ? ['host'] : []), ...memories.map(cell)];
    const line = (row: Row): string[] => [
      cell(row.id),
      ...(single ? [state(row.single ?? undefined)] : []),
      ...memories.map((memory) => state(row.cells.get(memory))),
    ];
    return [`### ${title}`, table(columns, rows.map(line))];
  });
}

function state(capability: Capability | undefined): string {
  if (capability === undefined || capability.state === 'not_applicable') return '-';
  const { gate, reason } = capability;
  const plain = reason === 'works' || reason === 'refused' || reason === gate;
  const why = [...(gate === undefined ? [] : [words(gate)]), ...(plain ? [] : [cell(reason)])];
  return [words(capability.state), ...why].join(': ');
}

function timings({ timings: timed }: Report): string[] {
  if (timed.length === 0) return [];
  const rows = timed.map(({ id, memory, n, p50Ns, p99Ns, maxNs, firstNs }) => [
    cell(memory === null ? id : `${id} ${memory}`),
    String(n),
    ...[p50Ns, p99Ns, maxNs, firstNs].map(duration),
  ]);
  return ['### Timings', table(['call', 'n', 'p50', 'p99', 'max', 'first'], rows)];
}

/** Each hint once; who must act stands before it. */
function actions({ capabilities }: Report): string[] {
  const hints = capabilities.flatMap(({ action }) =>
    action === null ? [] : [`- ${words(action.who)}: ${prose(action.hint)}`],
  );
  return hints.length === 0 ? [] : ['### What to do', [...new Set(hints)].join('\n')];
}
