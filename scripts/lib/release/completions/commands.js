/** What completions say, from oclif's manifest. */

const line = (text = '') => text.split('\n')[0].replace(/\.$/, '');

/**
 * Commands as `{ words, summary, names, flags }`; a flag as `{ name, summary, takes, values, file }`.
 *
 * @param names what may stand behind a command, by its id; a file where that is nothing
 */
export function commandsOf({ commands }, names = {}) {
  return Object.entries(commands).map(([id, { summary, flags }]) => ({
    words: id.split(':'),
    summary: line(summary),
    names: names[id] ?? [],
    flags: Object.values(flags).map(({ name, summary: says, description, type, options, helpValue }) => ({
      name,
      summary: line(says ?? description),
      takes: type === 'option',
      values: options ?? [],
      file: /^(?:FILE|DIR)/.test(helpValue ?? ''),
    })),
  }));
}

/** What may stand first, as `{ word, summary }`. */
export function firstWords(commands) {
  const words = new Map(
    commands.map(({ words: [word, more], summary }) => [word, more ? `${word} …` : summary]),
  );
  return [...words].map(([word, summary]) => ({ word, summary }));
}

/** What may stand second behind a first one, as `[first, [{ word, summary }]]`. */
export function topics(commands) {
  const nested = commands.filter(({ words }) => words.length > 1);
  const firsts = [...new Set(nested.map(({ words }) => words[0]))];
  return firsts.map((first) => [
    first,
    nested
      .filter(({ words }) => words[0] === first)
      .map(({ words, summary }) => ({ word: words[1], summary })),
  ]);
}

/** The command that is meant where none is named. */
export const defaultCommand = (commands) => commands.find(({ words }) => words.join(' ') === 'probe');

/** For a shell, between single quotes. */
export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
