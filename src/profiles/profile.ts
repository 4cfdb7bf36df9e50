/** What a consumer needs of a host: data, one file each. */
import * as v from 'valibot';
import type { Expression } from '../require/language/expression.js';

const text = v.pipe(v.string(), v.nonEmpty());
/** As useradd(8) takes names; it goes to programs as an argument. */
const USER = /^[a-z_][a-z0-9_-]{0,31}$/i;
const date = v.pipe(v.string(), v.isoDate());

export const Requirement = v.strictObject({
  /** In the language of `hgm-probe require`, without profiles and latencies. */
  expr: text,
  why: text,
  /**
   * Held only against reports that have a row of that name: what nobody looked at, as a version before did not, says
   * nothing of the consumer.
   */
  where: v.optional(text),
  /** What is lost where it is not met: the whole consumer, or what `loses` names. */
  otherwise: v.optional(v.picklist(['not_ready', 'restricted']), 'not_ready'),
  /** Whom or what a restriction is about: `guests on hugetlb memory`. */
  loses: v.optional(text),
});

export const ProfileFile = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')),
  title: text,
  consumer: text,
  /** Users that packages make for the consumer: a run as root says how it stands for those that the host has. */
  users: v.optional(v.array(v.pipe(v.string(), v.regex(USER, 'a name of a user'))), []),
  sources: v.pipe(v.array(v.strictObject({ what: text, url: v.optional(text), date })), v.minLength(1)),
  requires: v.pipe(
    v.array(
      v.pipe(
        Requirement,
        v.check(
          ({ otherwise, loses }) => (otherwise === 'restricted') === (loses !== undefined),
          '"loses" goes with "otherwise": "restricted", and only with it',
        ),
      ),
    ),
    v.minLength(1),
  ),
});

export type ProfileFile = v.InferOutput<typeof ProfileFile>;

export interface Profile extends Omit<ProfileFile, 'requires'> {
  requires: (ProfileFile['requires'][number] & { expression: Expression })[];
}
