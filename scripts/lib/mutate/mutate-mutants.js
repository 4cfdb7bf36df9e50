/** Which small wrongs a source file can be given, one at a time. */
import { tokens } from './mutate-tokens.js';

const SWAPS = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  // `&&` may not stand beside another `??`, so the value to fall back on is what goes wrong.
  '??': ["?? ('mutant' as never) ??"],
};

/** The worst mistake first: what is there for what is not, and the other way round. */
const otherState = (state) => (state === "'absent'" ? "'supported'" : "'absent'");

/** All mutants of a source text: `{ start, end, was, becomes }`, offsets in characters. */
export function mutants(source) {
  const all = tokens(source);
  const typed = inTypes(all);
  return all.flatMap((token, index) => {
    if (typed.has(index)) return [];
    const becomes = replacements(source, all, index);
    return becomes.map((text) => ({ start: token.start, end: token.end, was: token.text, becomes: text }));
  });
}

function replacements(source, all, index) {
  const { kind, text, start, end } = all[index];
  const before = all[index - 1]?.text;
  if (kind === 'number') return neighbours(text);
  if (kind === 'word') {
    if (before === '.' || all[index + 1]?.text === ':') return [];
    return text === 'true' ? ['false'] : text === 'false' ? ['true'] : [];
  }
  if (kind === 'string') {
    const isState = before === '(' && all[index - 2]?.text === 'finding';
    return isState ? [otherState(text)] : [];
  }
  if (kind !== 'punctuation') return [];
  // `!x`; behind a name it would be an assertion to the compiler.
  if (text === '!') return /[\w)\]]/.test(source[start - 1]) ? [] : [''];
  // Without the spaces it is the bracket of a type's argument.
  const binary = /\s/.test(source[start - 1]) && /\s/.test(source[end]);
  return binary ? (SWAPS[text] ?? []) : [];
}

/** One more and one less, in the same notation. */
function neighbours(text) {
  if (text.includes('.')) return [];
  const big = text.endsWith('n');
  const value = BigInt(text.replaceAll('_', '').replace(/n$/, ''));
  return [value + 1n, value - 1n].map(
    (each) => `${each < 0n ? `(${each}` : each}${big ? 'n' : ''}${each < 0n ? ')' : ''}`,
  );
}

/** Indexes of the tokens of imports, interfaces and type aliases: they are gone when the code runs. */
function inTypes(all) {
  const found = new Set();
  for (let index = 0; index < all.length; index++) {
    const stop = closing(all, index);
    for (; index < stop; index++) found.add(index);
  }
  return found;
}

/** Where a declaration that begins here ends; the same index where none does. */
function closing(all, index) {
  const { kind, text } = all[index];
  const next = all[index + 1];
  const before = all[index - 1]?.text;
  const starts = before === undefined || [';', '}', 'export'].includes(before) || text === 'import';
  if (kind !== 'word' || !starts || !/^(import|interface|type)$/.test(text)) return index;
  if (text === 'type' && next?.kind !== 'word') return index;
  let depth = 0;
  for (let at = index; at < all.length; at++) {
    const each = all[at].text;
    if ('{(['.includes(each)) depth++;
    if ('})]'.includes(each)) depth--;
    if (depth === 0 && (each === ';' || (text === 'interface' && each === '}'))) return at;
  }
  return all.length;
}
