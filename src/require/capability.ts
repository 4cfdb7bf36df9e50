import type { Report } from '../report/contract.js';
import { type Answer, allOf, answer } from './answer.js';
import { nothing, ofRow, ofRows, type Row } from './finding.js';
import type { CapabilityTerm } from './language/expression.js';
import { EVERY_SIZE } from './language/memory.js';
import { findRows } from './rows.js';

/** A capability on the memory that is named, or on all that it applies to. */
export function capabilityAnswer(term: CapabilityTerm, report: Report): Answer {
  // Of HGM without a size the report has a verdict of its own: one size that works is enough.
  if (term.id === 'hgm' && term.memory === null)
    return answer(ofRow(term, { ...report.hgm, evidence: evidenceOf(report) }, null));
  const found = findRows(report, term.id, term.memory);
  if (found.rows === null) return nothing(term, found);
  if (found.rows.length === 1 && term.memory !== EVERY_SIZE)
    return answer(ofRow(term, found.rows[0] as Row, null));
  return allOf(ofRows(term, found.rows).map(answer));
}

/** The calls behind the verdict, those of every size. */
const evidenceOf = ({ capabilities }: Report): string[] =>
  capabilities
    .filter(({ id }) => id === 'hgm')
    .flatMap(({ memory, evidence }) => evidence.map((call) => `${memory}: ${call}`));
