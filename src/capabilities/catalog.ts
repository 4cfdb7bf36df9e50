import { type CapabilityInfo, listed } from './capability.js';
import { FEATURE_ROWS } from './features.js';
import { HGM } from './hgm.js';
import { KVM } from './kvm.js';
import { OPEN } from './open.js';
import { OPERATION_ROWS } from './operations.js';
import { PRIVATE } from './private.js';
import { REGISTER_ROWS } from './register.js';
import { SERVED } from './served.js';
import { THP } from './thp.js';
import { TRACKING } from './tracking.js';
import { WAITS } from './waits.js';

/** Every capability that a report can hold, in the order of its rows. */
export const CATALOG: readonly CapabilityInfo[] = [
  ...listed(HGM),
  ...listed(OPEN),
  ...FEATURE_ROWS,
  ...REGISTER_ROWS,
  ...OPERATION_ROWS,
  ...listed(WAITS),
  ...listed(SERVED),
  ...listed(PRIVATE),
  ...listed(TRACKING),
  ...listed(THP),
  ...listed(KVM),
];

const BY_ID = new Map(CATALOG.map((info) => [info.id, info]));

/** The entry of a row; `feature.bit19` is `feature.bit*`. Undefined for a name that no report can hold. */
export function findCapability(id: string): CapabilityInfo | undefined {
  return BY_ID.get(id) ?? (/^feature\.bit\d+$/.test(id) ? BY_ID.get('feature.bit*') : undefined);
}
