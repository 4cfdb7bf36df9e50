/** Holds an expression against a report. Pure: everything that is known stands in the report. */
import type { Report } from '../report/contract.js';
import { type Answer, allOf, answer, anyOf, type Finding, negated } from './answer.js';
import { capabilityAnswer } from './capability.js';
import { kernelFinding } from './kernel.js';
import type { Expression, ProfileTerm, Term } from './language/expression.js';
import { granuleAnswer } from './language/granule.js';
import { latencyFinding } from './latency.js';
import { operationAnswer } from './operation.js';
import { pagesAnswer } from './pages.js';
import { wayAnswer } from './way.js';

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
    case 'kernel':
      return answer(kernelFinding(report, term));
    case 'latency':
      return answer(latencyFinding(report, term));
    case 'operation':
      return operationAnswer(term, report);
    case 'pages':
      return pagesAnswer(term, report);
    case 'way':
      return wayAnswer(term, report);
    case 'granule':
      return granuleAnswer(term, report);
    case 'capability':
      return capabilityAnswer(term, report);
  }
}
