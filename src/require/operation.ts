import { rowIdAt, rowIds } from '../capabilities/families/operations.js';
import { pageBytesOf } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import type { Report } from '../report/contract.js';
import { type Answer, allOf, answer } from './answer.js';
import { nothing, ofRow } from './finding.js';
import type { OperationTerm } from './language/expression.js';
import { findRows } from './rows.js';

/** A granule is one that a row stands for: the base page, or the whole huge page. What lies between was not tried. */
export function operationAnswer(term: OperationTerm, report: Report): Answer {
  const { basePageBytes } = report.host;
  const { operation, granuleBytes } = term;
  // Not every row stands for that memory.
  const found = rowIds(operation)
    .map((id) => findRows(report, id, term.memory))
    .reduce((first, next) => (first.rows === null && next.rows !== null ? next : first));
  if (found.rows === null) return nothing(term, found);
  if (granuleBytes < basePageBytes)
    return nothing(term, { why: `base pages are ${sizeWord(basePageBytes)} here`, conclusive: true });
  return allOf(
    found.rows.map(({ memory }) => {
      const page = { basePageBytes, hugePageBytes: pageBytesOf(memory) };
      const id = rowIdAt(operation, term.memory, granuleBytes, page);
      const tried = id === undefined ? null : findRows(report, id, memory).rows;
      if (tried !== null) return allOf(tried.map((row) => answer(ofRow(term, row, memory))));
      return nothing(term, { why: `not tried at ${sizeWord(granuleBytes)} on ${memory}`, conclusive: false });
    }),
  );
}
