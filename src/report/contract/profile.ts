/** Readiness of one consumer. */
import * as v from 'valibot';
import { Action } from './capability.js';
import { count, text } from './values.js';

export const PROFILE_STATES = ['ready', 'restricted', 'not_ready', 'unknown'] as const;

/** Whether the host is ready for one consumer, as this caller. */
export const ProfileVerdict = v.object({
  /** `restricted`: ready, but not for all that the consumer could do. */
  state: v.picklist(PROFILE_STATES),
  /** In words: what is missing, lost or not known. */
  reason: text,
  /** Who must act; null where nobody need or can. */
  who: v.nullable(Action.entries.who),
  /** Requirements that are not met or not known, in the language of `hgm-probe require`; in the full form only. */
  missing: v.optional(v.array(text)),
});
export type ProfileVerdict = v.InferOutput<typeof ProfileVerdict>;

/** How the profiles of a consumer stand for a user that the host has for it. */
export const UserVerdict = v.object({
  name: text,
  uid: count,
  /** By the profile's name. */
  profiles: v.record(
    text,
    v.object({
      state: v.picklist(PROFILE_STATES),
      /** In the full form only, and so is `who`. */
      reason: v.optional(text),
      who: v.optional(v.nullable(Action.entries.who)),
    }),
  ),
});
export type UserVerdict = v.InferOutput<typeof UserVerdict>;
