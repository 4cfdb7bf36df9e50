/** The program of the experiments that does not start, or is lost. The message is one line: what, why, what to do. */
export class ProgramError extends Error {
  override name = 'ProgramError';
}
