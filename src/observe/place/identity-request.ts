import type { RanAs, TakenOn } from '../observations.js';
import type { NativeIdentity } from '../program/addon.js';

/** `--as USER[:GROUP]` or `--like-pid PID`, as typed. */
export type IdentityRequest =
  | { how: 'as'; user: string; group: string | null }
  | { how: 'like_pid'; pid: number };

export interface Identity {
  takenOn: TakenOn;
  native: NativeIdentity;
  /** What the children should turn out to be; what they are, they say themselves. */
  expected: RanAs;
  /** User id outside of the user namespace that is joined. */
  outerUid: number;
  /** For messages: `user nobody`, `process 4711`. */
  title: string;
  /** Whether whom this means is still there. */
  isThere(): boolean;
  close(): void;
}
