/** A recording that cannot be judged; the message says where the damage is. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}
