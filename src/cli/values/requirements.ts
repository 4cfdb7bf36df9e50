import { usageFault } from '../../ground/fault.js';
import type { Profile } from '../../profiles/profile.js';
import type { Expression } from '../../require/language/expression.js';

/** Of an expression in a message. */
const MAX_SHOWN = 200;

/** @throws Fault (64): which expression, what is wrong with it, and at which column */
export async function parseAll(
  asked: readonly string[],
  profiles: readonly Profile[],
): Promise<Expression[]> {
  const [{ parseExpression }, { ExpressionError }] = await Promise.all([
    import('../../require/language/parse.js'),
    import('../../require/language/expression.js'),
  ]);
  const names = profiles.map(({ name }) => name);
  return asked.map((word) => {
    // A profile alone needs no `profile:` before it.
    const text = names.includes(word) ? `profile:${word}` : word;
    try {
      return parseExpression(text, names);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
      throw usageFault(`cannot read "${shown}": ${error.message}`);
    }
  });
}
