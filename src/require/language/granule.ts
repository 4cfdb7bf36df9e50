import { pageBytesOf } from '../../ground/memory.js';
import { sizeWord } from '../../ground/size.js';
import type { Capability, Report } from '../../report/contract.js';
import { type Answer, allOf, answer, type Finding } from '../answer.js';
import { capabilityAnswer } from '../capability.js';
import { nothing, ofRow } from '../finding.js';
import { findRows } from '../rows.js';
import type { GranuleTerm } from './expression.js';

/** HGM down to a granule, on the pages that are named, or on those of some size. */
export function granuleAnswer(term: GranuleTerm, report: Report): Answer {
  const { text, memory } = term;
  if (memory === null) {
    const found = granuleFinding(report, term, null);
    if (found !== null) return answer(found);
    return capabilityAnswer({ kind: 'capability', text, id: 'hgm', memory, is: null }, report);
  }
  const found = findRows(report, 'hgm', memory);
  if (found.rows === null) return nothing(term, found);
  return allOf(
    found.rows.map((row) => answer(granuleFinding(report, term, row) ?? ofRow(term, row, row.memory))),
  );
}

/**
 * HGM at a granule, on the pages of `row` or, where that is null, on those of the size that goes down furthest:
 * met where the granule that was proven is as small as the one wanted. Null where none was proven there, so that
 * the state has the answer.
 */
function granuleFinding(report: Report, term: GranuleTerm, row: Capability | null): Finding | null {
  const pageBytes = row === null ? null : pageBytesOf(row.memory);
  const granules = report.hgm.granules.filter((one) => row === null || one.hugePageBytes === pageBytes);
  const [best] = granules.toSorted((a, b) => a.granuleBytes - b.granuleBytes);
  if (best === undefined) return null;
  const proof = best.proof === 'mapped' ? 'mapped and looked at' : 'accepted, no page taken';
  return {
    term: term.text,
    truth: best.granuleBytes <= term.granuleBytes ? 'met' : 'not_met',
    why: `${sizeWord(best.hugePageBytes)} pages down to ${sizeWord(best.granuleBytes)}, ${proof}`,
    who: null,
    evidence: row?.evidence ?? [],
  };
}
