/** Looks a JSON text over for what JSON.parse lets pass and two readers would read differently. */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|-?\d[\d.eE+-]*/g;

/** Whether two readers that differ in a key would differ in what they read; `path` leads to its object. */
export type Matters = (path: readonly string[], key: string) => boolean;

export const everyKey: Matters = () => true;

interface Level {
  /** Keys so far; null in an array. */
  keys: Set<string> | null;
  /** The next string is a key. */
  atKey: boolean;
  /** The key that was read last. */
  key: string;
}

/**
 * Why a text, which is known to be JSON, must not be read: a key that matters and stands twice in one object, a number
 * that no double holds, `__proto__` as a key. Null where nothing is wrong.
 */
export function ambiguity(text: string, matters: Matters): string | null {
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    switch (token[0]) {
      case '{':
      case '[':
        levels.push({ keys: token === '{' ? new Set() : null, atKey: token === '{', key: '' });
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
        const wrong = level?.atKey === true ? keyTrouble(token, levels, level, matters) : null;
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

function keyTrouble(token: string, levels: readonly Level[], level: Level, matters: Matters): string | null {
  const key = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
  level.atKey = false;
  level.key = key;
  if (key === '__proto__') return 'the key __proto__';
  if (level.keys?.has(key) === true) {
    const path = levels.slice(0, -1).map((one) => one.key);
    if (matters(path, key)) return 'a key that stands twice in one object';
  }
  level.keys?.add(key);
  return null;
}
