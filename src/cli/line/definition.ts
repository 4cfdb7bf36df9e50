/**
 * What a command may be told. The fields have oclif's names, since oclif draws the help from them; its own functions for
 * them would load a megabyte.
 */

export interface Flag {
  summary: string;
  /** Its one letter, as in `-a`. */
  char?: string;
  /** Flags that have to be given beside it. */
  dependsOn?: readonly string[];
  /** Flags that may not be given beside it. */
  exclusive?: readonly string[];
}

export interface Switch extends Flag {
  type: 'boolean';
  allowNo: false;
}

export interface Option extends Flag {
  type: 'option';
  multiple: boolean;
  /** What stands for the value in help. */
  helpValue?: string;
  /** Values that it may have; any if not given. */
  options?: readonly string[];
  default?: string;
  required?: boolean;
}

export interface Argument {
  description: string;
  required?: true;
}

export type Definitions = Readonly<Record<string, Switch | Option>>;
export type Arguments = Readonly<Record<string, Argument>>;

export const Flags = {
  boolean: (flag: Flag): Switch => ({ ...flag, type: 'boolean', allowNo: false }),
  option: <const F extends Partial<Option> & Flag>(flag: F) =>
    ({ multiple: false, ...flag, type: 'option' }) as { multiple: boolean } & F & { type: 'option' },
};

export const Args = {
  required: (description: string) => ({ description, required: true }) as const,
  optional: (description: string) => ({ description }),
};

type Word<F> = F extends { options: readonly (infer W)[] } ? W : string;
type Given<F> = F extends { multiple: true } ? Word<F>[] : Word<F>;
type OfFlag<F> = F extends Switch
  ? boolean
  : F extends { required: true } | { default: string }
    ? Given<F>
    : Given<F> | undefined;

export type FlagValues<F extends Definitions> = { [Name in keyof F]: OfFlag<F[Name]> };
export type ArgValues<A extends Arguments> = {
  [Name in keyof A]: A[Name] extends { required: true } ? string : string | undefined;
};
