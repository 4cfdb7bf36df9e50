/** What completions say, from what the commands say of themselves. */

/** As much of a command as is looked at. */
export interface Described {
  summary?: string;
  strict?: boolean;
  args?: Readonly<Record<string, unknown>>;
  flags?: Readonly<
    Record<
      string,
      { type: string; summary?: string; char?: string; options?: readonly string[]; helpValue?: string }
    >
  >;
}

export interface CompletedFlag {
  name: string;
  /** Its one letter. */
  char: string | null;
  summary: string;
  /** Whether a value follows. */
  takes: boolean;
  values: readonly string[];
  /** Whether that value is a file. */
  file: boolean;
}

export interface Completed {
  /** Its name, as it is typed. */
  words: readonly string[];
  summary: string;
  /** What may stand behind it. */
  names: readonly string[];
  /** Whether files may. */
  files: boolean;
  flags: readonly CompletedFlag[];
}

export interface Word {
  word: string;
  summary: string;
}

/** What may stand for a value, by what the help has in its place, and by the flag. */
const SIZES = ['2M', '1G', '32M', '64K'];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  SIZE: SIZES,
  'none|auto|SIZE': ['none', 'auto', ...SIZES],
};

const line = (text = ''): string => (text.split('\n')[0] ?? '').replace(/\.$/, '');

/**
 * @param names what may stand behind a command, by its id, and behind a flag, by `--` and its name
 */
export function commandsOf(
  commands: Readonly<Record<string, Described>>,
  names: Readonly<Record<string, readonly string[]>> = {},
): Completed[] {
  return Object.entries(commands).map(([id, { summary, strict = true, args = {}, flags = {} }]) => {
    const own = names[id] ?? [];
    return {
      words: id.split(':'),
      summary: line(summary),
      names: own,
      files: own.length === 0 && (!strict || Object.keys(args).length > 0),
      flags: Object.entries(flags).map(([name, { summary: says, char, type, options, helpValue = '' }]) => ({
        name,
        char: char ?? null,
        summary: line(says),
        takes: type === 'option',
        values: options ?? names[`--${name}`] ?? VALUES[helpValue] ?? [],
        file: /^(?:FILE|DIR|FORMAT=PLACE)/.test(helpValue),
      })),
    };
  });
}

/** What may stand first. */
export function firstWords(commands: readonly Completed[]): Word[] {
  const words = new Map(
    commands.map(({ words: [word = '', more], summary }) => [word, more ? `${word} …` : summary]),
  );
  return [...words].map(([word, summary]) => ({ word, summary }));
}

/** What may stand second behind a first one. */
export function topics(commands: readonly Completed[]): [string, Word[]][] {
  const nested = commands.filter(({ words }) => words.length > 1);
  const firsts = [...new Set(nested.map(({ words: [first = ''] }) => first))];
  return firsts.map((first) => [
    first,
    nested
      .filter(({ words }) => words[0] === first)
      .map(({ words: [, word = ''], summary }) => ({ word, summary })),
  ]);
}

/** The command that is meant where none is named. */
export function defaultCommand(commands: readonly Completed[]): Completed {
  const found = commands.find(({ words }) => words.join(' ') === 'probe');
  if (found === undefined) throw new Error('no command probe');
  return found;
}

/** For a shell, between single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
