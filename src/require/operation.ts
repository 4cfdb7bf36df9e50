import { sizeWord } from '../ground/size.js';
import type { Report } from '../report/contract.js';
import { type Answer, allOf, answer } from './answer.js';
import type { OperationTerm } from './expression.js';
import { nothing, ofRow } from './finding.js';
import { pageBytesOf } from './memory.js';
import { type Found, findRows } from './rows.js';

/** A granule is the base page or the whole huge page; what lies between was not tried. */
export function operationAnswer(term: OperationTerm, report: Report): Answer {
  const { basePageBytes } = report.host;
  const { operation, granuleBytes } = term;
  const at = (extent: string, memory: string | null): Found =>
    findRows(report, `${operation}.${extent}`, memory);
  const [base, huge] = [at('base', term.memory), at('huge', term.memory)];
  // An operation may have rows of one extent only.
  const found = base.rows === null && huge.rows !== null ? huge : base;
  if (found.rows === null) return nothing(term, found);
  if (granuleBytes < basePageBytes)
    return nothing(term, { why: `base pages are ${sizeWord(basePageBytes)} here`, conclusive: true });
  return allOf(
    found.rows.map(({ memory }) => {
      const extent = extentOf(granuleBytes, basePageBytes, memory);
      const tried = extent === null ? null : at(extent, memory).rows;
      if (tried !== null) return allOf(tried.map((row) => answer(ofRow(term, row, memory))));
      return nothing(term, { why: `not tried at ${sizeWord(granuleBytes)} on ${memory}`, conclusive: false });
    }),
  );
}

function extentOf(
  granuleBytes: number,
  basePageBytes: number,
  memory: string | null,
): 'base' | 'huge' | null {
  if (granuleBytes === basePageBytes) return 'base';
  return granuleBytes === pageBytesOf(memory) ? 'huge' : null;
}
