/**
 * Just enough of TypeScript's lexer to tell code from comments, strings, templates and regular expressions.
 * It knows source that the formatter has been over: a binary operator has a space on either side.
 */

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+\/[a-z]*/y;
const NUMBER = /0x[\da-fA-F_]+n?|\d[\d_]*(?:\.\d+)?n?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const PUNCTUATION = /=>|===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\*\*|\.\.\.|[^\s\w]/y;
const KINDS = [
  ['comment', COMMENT],
  ['string', STRING],
  ['number', NUMBER],
  ['word', WORD],
  ['punctuation', PUNCTUATION],
];

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /^(?:[([{,;:=!&|?}]|=>|===|!==|&&|\|\||\?\?|return)$/;

/** Where a token of that pattern ends that begins at `at`; -1 where none does. */
function endOf(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** All tokens that are neither space nor comment: `{ kind, text, start, end }`, offsets in characters. */
export function tokens(source) {
  const found = [];
  scan(source, 0, found, false);
  return found;
}

/** Scans code up to the end, or up to the brace that closes a template's hole; returns where it stopped. */
function scan(source, from, found, inHole) {
  let at = from;
  let depth = 0;
  const push = (kind, end) => {
    if (kind !== 'comment') found.push({ kind, text: source.slice(at, end), start: at, end });
    at = end;
  };
  while (at < source.length) {
    const char = source[at];
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (char === '`') {
      at = template(source, at + 1, found);
      continue;
    }
    if (inHole && char === '}' && depth === 0) return at;
    if (char === '{') depth++;
    if (char === '}') depth--;
    const previous = found.at(-1);
    if (char === '/' && (!previous || BEFORE_REGEX.test(previous.text))) {
      const end = endOf(REGEX, source, at);
      if (end > 0 && source[at + 1] !== '/' && source[at + 1] !== '*') {
        push('regex', end);
        continue;
      }
    }
    const [kind, end] = KINDS.map(([name, pattern]) => [name, endOf(pattern, source, at)]).find(
      ([, stop]) => stop > 0,
    ) ?? ['punctuation', at + 1];
    push(kind, end);
  }
  return at;
}

/** Skips a template's text, scans its holes; returns the offset behind the closing backtick. */
function template(source, from, found) {
  let at = from;
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') at += 2;
    else if (source.startsWith('${', at)) at = scan(source, at + 2, found, true) + 1;
    else at++;
  }
  found.push({ kind: 'template', text: '`', start: at, end: at + 1 });
  return at + 1;
}
