/** Where a text stops being JSON. `JSON.parse` says it in words that differ between versions of Node, or not at all. */

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'end';

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** What a word, a number or an escape looks like where the text was cut within it. */
const CUT = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|\.|[eE][+-]?|\\|\\u[0-9a-fA-F]{0,3})$/;

/** Offset of the first character that no JSON text could have there; the length where the text ends early. */
export function jsonErrorAt(text: string): number {
  const at = stopsAt(text);
  return CUT.test(text.slice(at, at + 8)) ? text.length : at;
}

function stopsAt(text: string): number {
  const open: ('[' | '{')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const past = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  /** Leaves `at` behind the string, or at what is wrong in it. */
  const pastString = (): boolean => {
    at++;
    do past(PLAIN);
    while (past(ESCAPE));
    return text[at] === '"' && ++at > 0;
  };
  const after = (): Wanted => (open.length === 0 ? 'end' : open.at(-1) === '[' ? ', or ]' : ', or }');
  for (;;) {
    past(SPACE);
    const char = text[at];
    if (char === undefined) return at;
    if ((wanted === 'value or ]' || wanted === ', or ]') && char === ']') close();
    else if ((wanted === 'key or }' || wanted === ', or }') && char === '}') close();
    else if (wanted === ', or ]' && char === ',') next('value');
    else if (wanted === ', or }' && char === ',') next('key');
    else if (wanted === ':' && char === ':') next('value');
    else if (wanted === 'key' || wanted === 'key or }') {
      if (char !== '"' || !pastString()) return at;
      wanted = ':';
    } else if (wanted !== 'value' && wanted !== 'value or ]') return at;
    else if (char === '[' || char === '{') {
      open.push(char);
      next(char === '[' ? 'value or ]' : 'key or }');
    } else {
      if (!(char === '"' ? pastString() : past(WORD))) return at;
      wanted = after();
    }
  }

  function next(now: Wanted): void {
    at++;
    wanted = now;
  }

  function close(): void {
    open.pop();
    next(after());
  }
}

/** `line 3, column 14`, counted from 1. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}
