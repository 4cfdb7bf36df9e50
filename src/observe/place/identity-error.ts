/** Somebody else's place that can't be taken. The message is one line: what, and what it would need. */
export class IdentityError extends Error {
  override name = 'IdentityError';

  /** @param kind `name`: nobody is called so; `refused`: the system does not let this caller */
  constructor(
    readonly kind: 'name' | 'refused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
