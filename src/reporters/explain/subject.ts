import type { CapabilityInfo } from '../../capabilities/capability.js';
import type { Profile } from '../../profiles/profile.js';

/** What a name is about: a capability on one memory or all, a profile, or a way. */
export type Subject =
  | { info: CapabilityInfo; memory: string | null }
  | { profile: Profile }
  | { way: string };
