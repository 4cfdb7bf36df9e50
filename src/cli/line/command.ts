import type { Arguments, Definitions } from './definition.js';
import { type Read, readLine } from './reader.js';

/** Who runs: the name of the command, as in `fleet:summary`, the version of the tool, and the commands beside it. */
export interface Running {
  id: string;
  version: string;
  all: () => Promise<Readonly<Record<string, CommandClass>>>;
}

/** A command that can be run. */
export type CommandClass = Pick<typeof Command, keyof typeof Command> &
  (new (
    words: readonly string[],
    running: Running,
  ) => Command);

/** What every command is: what it says of itself, for help, the manual page and completions, and what it does. */
export abstract class Command {
  static summary: string;
  static description?: string;
  static examples: readonly string[];
  static usage?: string;
  static flags: Definitions = {};
  static args: Arguments = {};
  /** Whether no argument may follow those that have a name. */
  static strict = true;
  /** No `--json` of oclif's own; its manifest says so of each command. */
  static enableJsonFlag = false;

  constructor(
    private readonly words: readonly string[],
    private readonly running: Running,
  ) {}

  /** Reads the words that follow its name, and does what they say. */
  static async run(
    this: new (
      words: readonly string[],
      running: Running,
    ) => Command,
    words: readonly string[],
    running: Running,
  ): Promise<void> {
    await new this(words, running).run();
  }

  protected abstract run(): Promise<void>;

  protected get version(): string {
    return this.running.version;
  }

  /** Every command, for what speaks of all of them. */
  protected all(): ReturnType<Running['all']> {
    return this.running.all();
  }

  /** @throws Fault (64) for words that it does not take */
  protected parse<F extends Definitions, A extends Arguments>(command: {
    flags: F;
    args: A;
    strict: boolean;
  }): Read<F, A> {
    const { flags, args, strict } = command;
    return readLine({ id: this.running.id, flags, args, strict }, this.words);
  }
}
