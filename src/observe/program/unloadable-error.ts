/** The native part is missing, foreign, or has no place to be mapped from. The message is one line: what, where, what to do. */
export class UnloadableError extends Error {
  override name = 'UnloadableError';
}
