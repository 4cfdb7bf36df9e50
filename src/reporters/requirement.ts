import type { Report } from '../report/contract.js';
import type { Finding, Truth } from '../require/answer.js';
import { EXIT_CODE, type Verdict } from '../require/question.js';
import { printable, wrap } from './text.js';

const WORDS: Readonly<Record<Truth, string>> = { met: 'met', not_met: 'not met', cannot_tell: 'cannot tell' };

/** One line, whatever it is asked of. */
export const verdictLine = ({ truth, why }: Verdict): string => printable(`${WORDS[truth]}: ${why}`);

/**
 * The evidence below it: each term, what it comes to, who must act, and the calls.
 *
 * @param width columns; Infinity for lines that are never broken
 */
export function evidence({ terms }: Verdict, width: number): string {
  return terms
    .map(
      (term) =>
        `\n${[head(term, width), ...term.evidence.map((call) => `    ${printable(call)}`)].join('\n')}\n`,
    )
    .join('');
}

function head({ term, truth, why, who }: Finding, width: number): string {
  const act = who === null ? '' : `; to be changed by: ${who.replaceAll('_', ' ')}`;
  return wrap(printable(`${term}: ${WORDS[truth]}: ${why}${act}`), width, '', '  ');
}

/** The same as a document. */
export function requirementJson(
  asked: readonly string[],
  { truth, why, terms }: Verdict,
  report: Report,
): string {
  const { host, collectedAt, expiresAt } = report;
  const from = { host: { id: host.id, name: host.name }, collectedAt, expiresAt };
  const document = {
    expressions: asked,
    verdict: truth,
    exitCode: EXIT_CODE[truth],
    reason: why,
    ...from,
    terms,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
