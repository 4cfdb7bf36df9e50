import { type Expression, ExpressionError, type Term } from './expression.js';
import { SyntaxError as GrammarError, parse, type RawExpression, type RawTerm } from './grammar.js';
import { checkTerm } from './names.js';

/**
 * Reads one expression and checks its names.
 *
 * @param profiles names that `profile:` may have
 * @throws ExpressionError with the column of the mistake
 */
export function parseExpression(text: string, profiles: readonly string[]): Expression {
  return checked(shape(text), (raw) => checkTerm(raw, profiles));
}

function shape(text: string): RawExpression {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    const message = error.message.replace(/^E/, 'e').replace(/\.$/, '');
    throw new ExpressionError(message, error.location.start.offset + 1);
  }
}

function checked(raw: RawExpression, check: (term: RawTerm) => Term): Expression {
  if ('terms' in raw) return { kind: raw.kind, terms: raw.terms.map((term) => checked(term, check)) };
  return raw.kind === 'not' ? { kind: 'not', term: checked(raw.term, check) } : check(raw);
}
