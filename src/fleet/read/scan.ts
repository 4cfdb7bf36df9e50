/** Looks a JSON text over for what JSON.parse lets pass and two readers would read differently. */

/** Deeper than any report will be, and far from where a reader that recurses would fall over. */
const MAX_DEPTH = 32;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|-?\d[\d.eE+-]*/g;

interface Level {
  /** Keys so far; null in an array. */
  keys: Set<string> | null;
  /** The next string is a key. */
  atKey: boolean;
}

/**
 * Why a text, which is known to be JSON, must not be read: a key that stands twice in one object, a number that
 * no double holds, `__proto__` as a key, too many levels. Null where nothing is wrong.
 */
export function ambiguity(text: string): string | null {
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    switch (token[0]) {
      case '{':
      case '[':
        levels.push({ keys: token === '{' ? new Set() : null, atKey: token === '{' });
        if (levels.length > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level !== undefined) level.atKey = level.keys !== null;
        break;
      case ':':
        break;
      case '"': {
        const wrong = level?.atKey === true ? keyTrouble(token, level) : null;
        if (wrong !== null) return wrong;
        if (token.includes('\\u') && /\p{Surrogate}/u.test(String(JSON.parse(token))))
          return 'half a surrogate pair';
        break;
      }
      default:
        if (Math.abs(Number(token)) > Number.MAX_SAFE_INTEGER) return 'a number beyond 2^53';
    }
  }
  return null;
}

function keyTrouble(token: string, level: Level): string | null {
  const key = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
  level.atKey = false;
  if (key === '__proto__') return 'the key __proto__';
  if (level.keys?.has(key) === true) return 'a key that stands twice in one object';
  level.keys?.add(key);
  return null;
}
