/** Reads the words behind the name of a command; the one reader of the command line. */
import { type Fault, usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import type { Arguments, ArgValues, Definitions, FlagValues, Option } from './definition.js';

/** What a command knows of its own line. */
export interface Line<F extends Definitions, A extends Arguments> {
  /** As in `fleet:summary`. */
  id: string;
  flags: F;
  args: A;
  /** Whether no argument may follow those that have a name. */
  strict: boolean;
}

export interface Read<F extends Definitions, A extends Arguments> {
  flags: FlagValues<F>;
  args: ArgValues<A>;
  /** All arguments, those with a name among them. */
  argv: string[];
}

/** The words apart, before anything is held against what the command wants. */
interface Sorted {
  given: Map<string, string[]>;
  argv: string[];
  unknown: string[];
}

/** @throws Fault (64) that names the first word that the command does not take */
export function readLine<F extends Definitions, A extends Arguments>(
  { id, flags, args, strict }: Line<F, A>,
  words: readonly string[],
): Read<F, A> {
  const wrong = (what: string): Fault => usageFault(`${what}; see hgm-probe ${id.replace(':', ' ')} --help`);
  const { given, argv, unknown } = sort(flags, words, wrong);
  for (const [name, values] of given) checkOptions(flags[name] as Option, name, values);
  if (unknown[0] !== undefined) throw wrong(unknownFlag(unknown[0], Object.keys(flags)));
  const names = Object.keys(args);
  const more = argv.slice(names.length);
  if (strict && more.length > 0)
    throw wrong(`unexpected argument${more.length === 1 ? '' : 's'}: ${more.join(', ')}`);
  const missing = names.slice(argv.length).filter((name) => args[name]?.required);
  if (missing.length > 0) throw wrong(missingArgs(missing, args));
  const reasons = Object.keys(flags).flatMap((name) => rulesBroken(flags, name, given));
  if (reasons.length > 0) throw wrong(reasons.join(' '));
  return {
    flags: Object.fromEntries(
      Object.entries(flags).map(([name, flag]) => [name, valueIn(flag, given.get(name))]),
    ) as FlagValues<F>,
    args: Object.fromEntries(names.map((name, at) => [name, argv[at]])) as ArgValues<A>,
    argv,
  };
}

/** `--name=value` is `--name value`, `-a` the flag that has this letter; behind `--` stand arguments alone. */
function sort(flags: Definitions, words: readonly string[], wrong: (what: string) => Fault): Sorted {
  const sorted: Sorted = { given: new Map(), argv: [], unknown: [] };
  const letters = new Map(Object.entries(flags).map(([name, { char }]) => [`-${char}`, `--${name}`]));
  const known = (word: string): boolean => word.startsWith('--') && Object.hasOwn(flags, word.slice(2));
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      sorted.argv.push(...left);
      break;
    }
    const long = letters.get(word) ?? word;
    const [, before = long, value] = /^(--[^=]+)=(.*)$/s.exec(long) ?? [];
    if (known(before)) {
      if (value !== undefined) left.unshift(value);
      take(before.slice(2));
    } else if (isArgument(word)) sorted.argv.push(word);
    else sorted.unknown.push(word);
  }
  return sorted;

  function take(name: string): void {
    const before = sorted.given.get(name) ?? [];
    const flag = flags[name];
    if (flag?.type !== 'option') {
      sorted.given.set(name, ['true']);
      return;
    }
    if (!flag.multiple && before.length > 0) throw wrong(`--${name} is given twice`);
    const value = left.shift();
    if (value === undefined || known(value)) throw wrong(`--${name} wants a value`);
    sorted.given.set(name, [...before, value]);
  }
}

/** `-` is standard input, `-5` a number. */
const isArgument = (word: string): boolean => !word.startsWith('-') || word === '-' || /^-\d/.test(word);

function checkOptions({ options }: Option, name: string, values: readonly string[]): void {
  const other = values.find((value) => options?.includes(value) === false);
  if (options === undefined || other === undefined) return;
  throw usageFault(`expected --${name}=${other} to be one of: ${options.join(', ')}; see hgm-probe --help`);
}

function unknownFlag(word: string, names: readonly string[]): string {
  const near = word.startsWith('--')
    ? nearest(
        word,
        names.map((name) => `--${name}`),
        1,
      )[0]
    : undefined;
  return near === undefined ? `unknown flag ${word}` : `unknown flag ${word}, did you mean ${near}?`;
}

function missingArgs(missing: readonly string[], args: Arguments): string {
  const described = missing.map((name) => `${name} ${args[name]?.description}`).join(' ');
  const list = `missing ${missing.length} required arg${missing.length === 1 ? '' : 's'}: ${described}`;
  return list.replace(/\.$/, '');
}

/** What is wrong with a flag beside others, or with its absence. */
function rulesBroken(flags: Definitions, name: string, given: ReadonlyMap<string, string[]>): string[] {
  const flag = flags[name];
  if (!given.has(name))
    return flag?.type === 'option' && flag.required ? [`missing required flag ${name}`] : [];
  const without = flag?.dependsOn?.some((other) => !given.has(other));
  const beside = flag?.exclusive?.find((other) => given.has(other));
  return [
    ...(without
      ? [
          `all of the following must be provided when using --${name}: ${flag?.dependsOn?.map((other) => `--${other}`).join(', ')}`,
        ]
      : []),
    ...(beside === undefined
      ? []
      : [`--${beside}=${given.get(beside)} cannot also be provided when using --${name}`]),
  ];
}

function valueIn(flag: Definitions[string], values: readonly string[] | undefined): unknown {
  if (flag.type === 'boolean') return values !== undefined;
  if (values === undefined) return flag.default;
  return flag.multiple ? values : values[0];
}
