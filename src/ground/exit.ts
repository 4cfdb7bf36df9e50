/** Exit codes: those of sysexits.h, so that a script can tell a typing mistake from a full disk. */
export const EXIT = {
  ok: 0,
  /** Of `diff --exit-code`, as `git diff` has it. */
  differs: 1,
  usage: 64,
  data: 65,
  internal: 70,
  io: 74,
  /** What a shell says of a program that SIGPIPE ended (128 + 13), which Node does not let it do. */
  pipe: 141,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
