/** A file that can't be understood; the message says where the damage is. */
export class InputError extends Error {
  override name = 'InputError';
}
