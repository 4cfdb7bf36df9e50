import { nearest } from '../../ground/nearest.js';
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
  return checked(shape(text, profiles), (raw) => checkTerm(raw, profiles));
}

/** Far beyond what anybody writes, and far from where a parser that recurses would fall over. */
const MAX_DEPTH = 100;

const LEVELS = /[()]|\b(?:not|and|or)\b/gi;

/** @throws ExpressionError where parentheses and `not` stand too deep in each other */
function checkDepth(text: string): void {
  /** Of each parenthesis that is open, the `not` that wait for a term. */
  let nots = [0];
  for (const { 0: token, index } of text.matchAll(LEVELS)) {
    const within = Number(nots.at(-1));
    if (token === '(') nots.push(0);
    else if (token === ')') nots = nots.slice(0, Math.max(1, nots.length - 1));
    else nots[nots.length - 1] = /not/i.test(token) ? within + 1 : 0;
    if (nots.reduce((sum, one) => sum + 1 + one) > MAX_DEPTH)
      throw new ExpressionError(`nested deeper than ${MAX_DEPTH} levels`, index + 1);
  }
}

function shape(text: string, profiles: readonly string[]): RawExpression {
  checkDepth(text);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    const { offset } = error.location.start;
    const bare = bareProfile(text, offset, profiles);
    if (bare !== null) throw bare;
    const message = error.message.replace(/^E/, 'e').replace(/\.$/, '');
    throw new ExpressionError(message, offset + 1);
  }
}

/** A name with a hyphen is a profile's, written without what it must begin with. */
function bareProfile(text: string, offset: number, profiles: readonly string[]): ExpressionError | null {
  const word = [...text.matchAll(/(?<![\w:.-])[A-Za-z0-9]\w*(?:-\w+)+/g)].find(
    ({ index, 0: name }) => index <= offset && offset <= index + name.length,
  );
  if (word === undefined) return null;
  const near = profiles.includes(word[0]) ? word[0] : nearest(word[0], profiles, 1)[0];
  if (near === undefined) return null;
  return new ExpressionError(
    `${word[0]} is no capability`,
    word.index + 1,
    `, did you mean profile:${near}?`,
  );
}

function checked(raw: RawExpression, check: (term: RawTerm) => Term): Expression {
  if ('terms' in raw) return { kind: raw.kind, terms: raw.terms.map((term) => checked(term, check)) };
  return raw.kind === 'not' ? { kind: 'not', term: checked(raw.term, check) } : check(raw);
}
