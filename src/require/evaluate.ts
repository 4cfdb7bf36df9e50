/** Holds an expression against a report. Pure: everything that is known stands in the report. */
import type { Capability, Report } from '../report/contract.js';
import { list } from '../reporters/units.js';
import { sizeWord } from '../size.js';
import { type Answer, allOf, answer, anyOf, type Finding, negated } from './answer.js';
import type {
  CapabilityTerm,
  Expression,
  GranuleTerm,
  OperationTerm,
  ProfileTerm,
  Term,
} from './expression.js';
import { granuleFinding } from './granule.js';
import { latencyFinding } from './latency.js';
import { EVERY_SIZE, pageBytesOf } from './memory.js';
import { findRows } from './rows.js';
import { stateWords, truthOf, truthOfIs, whoOf } from './state.js';

/** What `profile:NAME` comes to; given by whoever knows the profiles. */
export type ProfileFinding = (term: ProfileTerm, report: Report) => Finding;

export function evaluate(expression: Expression, report: Report, profile: ProfileFinding): Answer {
  switch (expression.kind) {
    case 'and':
      return allOf(expression.terms.map((term) => evaluate(term, report, profile)));
    case 'or':
      return anyOf(expression.terms.map((term) => evaluate(term, report, profile)));
    case 'not':
      return negated(evaluate(expression.term, report, profile));
    default:
      return termAnswer(expression, report, profile);
  }
}

function termAnswer(term: Term, report: Report, profile: ProfileFinding): Answer {
  switch (term.kind) {
    case 'profile':
      return answer(profile(term, report));
    case 'latency':
      return answer(latencyFinding(report, term));
    case 'operation':
      return operation(term, report);
    case 'granule':
      return granule(term, report);
    case 'capability':
      return capability(term, report);
  }
}

function capability(term: CapabilityTerm, report: Report): Answer {
  // Of HGM without a size the report has a verdict of its own: one size that works is enough.
  if (term.id === 'hgm' && term.memory === null)
    return answer(ofRow(term, { ...report.hgm, evidence: [] }, null));
  const found = findRows(report, term.id, term.memory);
  if (found.rows === null) return nothing(term, found);
  if (found.rows.length === 1 && term.memory !== EVERY_SIZE)
    return answer(ofRow(term, found.rows[0] as Row, null));
  return allOf(ofRows(term, found.rows).map(answer));
}

/** One finding for all rows of which the same is to be said. */
function ofRows(term: Term, rows: readonly Row[]): Finding[] {
  return [...new Set(rows.map(stateWords))].map((said) => {
    const alike = rows.filter((row) => stateWords(row) === said);
    const memories = list(alike.map(({ memory }) => String(memory)));
    return { ...ofRow(term, alike[0] as Row, memories), evidence: alike.flatMap(({ evidence }) => evidence) };
  });
}

type Row = Pick<Capability, 'state' | 'reason' | 'evidence'> & Partial<Capability>;

function ofRow(term: Term, row: Row, memories: string | null): Finding {
  const is = term.kind === 'capability' ? term.is : null;
  return {
    term: term.text,
    truth: is === null ? truthOf(row) : truthOfIs(row, is),
    why: memories === null ? stateWords(row) : `${stateWords(row)} on ${memories}`,
    who: whoOf(row),
    evidence: row.evidence,
  };
}

function nothing(term: Term, { why, conclusive }: { why: string; conclusive: boolean }): Answer {
  const truth = conclusive ? 'not_met' : 'cannot_tell';
  return answer({ term: term.text, truth, why, who: null, evidence: [] });
}

function granule(term: GranuleTerm, report: Report): Answer {
  const whole: CapabilityTerm = {
    kind: 'capability',
    text: term.text,
    id: 'hgm',
    memory: term.memory,
    is: null,
  };
  if (term.memory === null) {
    const found = granuleFinding(report, term, null);
    return found === null ? capability(whole, report) : answer(found);
  }
  const found = findRows(report, 'hgm', term.memory);
  if (found.rows === null) return nothing(term, found);
  return allOf(
    found.rows.map((row) => answer(granuleFinding(report, term, row) ?? ofRow(term, row, row.memory))),
  );
}

/** A granule is the base page or the whole huge page; what lies between was not tried. */
function operation(term: OperationTerm, report: Report): Answer {
  const { basePageBytes } = report.host;
  const found = findRows(report, `${term.operation}.base`, term.memory);
  if (found.rows === null) return nothing(term, found);
  return allOf(
    found.rows.map(({ memory }) => {
      const pageBytes = pageBytesOf(memory) ?? basePageBytes;
      if (term.granuleBytes < basePageBytes)
        return nothing(term, { why: `base pages are ${sizeWord(basePageBytes)} here`, conclusive: true });
      const extent =
        term.granuleBytes === basePageBytes ? 'base' : term.granuleBytes === pageBytes ? 'huge' : null;
      const at = extent && findRows(report, `${term.operation}.${extent}`, memory);
      if (!at || at.rows === null)
        return nothing(term, {
          why: `not tried at ${sizeWord(term.granuleBytes)} on ${memory}`,
          conclusive: false,
        });
      return allOf(at.rows.map((row) => answer(ofRow(term, row, memory))));
    }),
  );
}
