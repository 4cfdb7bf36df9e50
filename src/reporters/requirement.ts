import { EXIT_CODE, type Verdict } from '../profiles/question.js';
import type { Report } from '../report/contract.js';
import type { Finding, Truth } from '../require/answer.js';
import { asWhom } from './table/host.js';
import type { Page } from './table/page.js';
import { printable, wrap } from './text.js';

const WORDS: Readonly<Record<Truth, string>> = { met: 'met', not_met: 'not met', cannot_tell: 'cannot tell' };

/** One line, whatever it is asked of; at its end, for whom it holds. A report past its time holds for nobody. */
export function verdictLine(
  { truth, why, terms }: Verdict,
  { ranAs }: Pick<Report, 'ranAs'>,
  page?: Page,
): string {
  const whom = terms.length === 0 ? '' : ` [${asWhom(ranAs)}]`;
  const word = WORDS[truth];
  return `${page?.paint[COLOURS[truth]](word) ?? word}${printable(`: ${why}${whom}`)}`;
}

const COLOURS = { met: 'green', not_met: 'red', cannot_tell: 'yellow' } as const;

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
  const { host, ranAs, collectedAt, expiresAt } = report;
  const { user, euid, takenOn } = ranAs;
  const from = {
    host: { id: host.id, name: host.name },
    ranAs: { words: asWhom(ranAs), user, euid, takenOn },
    collectedAt,
    expiresAt,
  };
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
