import type { Verdict } from '../../profiles/question.js';
import type { Report } from '../../report/contract.js';
import { asWhom } from '../table/host.js';
import { printable } from '../text.js';

/** One expression, as it was typed, and what it comes to. */
export interface Case {
  asked: string;
  verdict: Verdict;
}

/**
 * JUnit XML, as CI systems read it: a test case for each expression. Not met is a failure; what cannot be told is an
 * error, since it is neither passed nor failed, and no CI should go on by it.
 */
export function requirementJunit(cases: readonly Case[], report: Report): string {
  const count = (truth: Verdict['truth']): number =>
    cases.filter(({ verdict }) => verdict.truth === truth).length;
  const sums = `tests="${cases.length}" failures="${count('not_met')}" errors="${count('cannot_tell')}"`;
  const { host, collectedAt } = report;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hgm-probe require" ${sums}>
<testsuite name=${quoted(`hgm-probe require ${asWhom(report.ranAs)}`)} hostname=${quoted(host.name)} timestamp=${quoted(collectedAt.replace(/\.\d+Z$|Z$/, ''))} ${sums} skipped="0" time="0">
${cases.map(caseOf).join('')}</testsuite>
</testsuites>
`;
}

function caseOf({ asked, verdict: { truth, why, terms } }: Case): string {
  const head = `<testcase classname="hgm-probe.require" name=${quoted(asked)} time="0"`;
  if (truth === 'met') return `${head}/>\n`;
  const kind = truth === 'not_met' ? 'failure' : 'error';
  const calls = terms.flatMap(({ term, evidence }) => evidence.map((call) => `${term}: ${call}\n`)).join('');
  return `${head}><${kind} type="${truth}" message=${quoted(why)}>${escaped(calls)}</${kind}></testcase>\n`;
}

const quoted = (text: string): string => `"${escaped(printable(text))}"`;

/** Line feeds are kept where they end our own lines; XML 1.0 knows no other control character. */
const escaped = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`)
    // Halves of a pair, and what XML keeps for itself.
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '?');
