import { words } from '../../ground/units.js';
import type { Capability, State } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import type { Reporter } from '../reporter.js';
import { verdict } from '../table/verdict.js';
import { oneLine } from '../text.js';

/**
 * KTAP version 1 (Documentation/dev-tools/ktap.rst), which TAP readers take, too: a test for each row. What is there passes,
 * what is not there or could not be tried is skipped with its cause, as selftests of the kernel do; what nobody
 * expected fails, and so does a witness that contradicts the verdict.
 */
export const tap: Reporter = (report) => {
  const rows = report.capabilities.map(rowLine);
  const witnesses = report.witnesses.filter(({ agrees }) => agrees !== null);
  const tests = [
    ...rows,
    ...witnesses.map(({ id, says, agrees, detail }) => ({
      ok: agrees === true,
      text: `witness ${id} agrees`,
      more: agrees === true ? [] : [`says ${says}: ${detail}`],
    })),
  ];
  const lines = tests.flatMap(({ ok, text, more }, at) => [
    `${ok ? 'ok' : 'not ok'} ${at + 1} ${text}`,
    ...more.map(diagnostic),
  ]);
  const { host } = report;
  const about = [verdict(report), `Linux ${host.kernelRelease} ${host.kernelBuild} on ${host.arch}`];
  return `${['KTAP version 1', `1..${tests.length}`, ...about.map(diagnostic), ...lines].join('\n')}\n`;
};

const PASSES: ReadonlySet<State> = new Set(['supported', 'advertised', 'limited']);

function rowLine(row: Capability): { ok: boolean; text: string; more: string[] } {
  const name = plain(row.memory === null ? row.id : `${row.id}:${row.memory}`);
  const why = refusalWords(row);
  const cause = plain(why === words(row.state) ? why : `${words(row.state)}: ${why}`);
  if (PASSES.has(row.state)) return { ok: true, text: name, more: row.state === 'supported' ? [] : [cause] };
  if (row.state === 'unknown') return { ok: false, text: name, more: [cause, ...row.evidence] };
  return { ok: true, text: `${name} # SKIP ${cause}`, more: [] };
}

const diagnostic = (text: string): string => `# ${oneLine(text)}`;

/** A hash would begin a directive, and a backslash escapes one. */
const plain = (text: string): string => oneLine(text).replace(/[\\#]/g, '/');
