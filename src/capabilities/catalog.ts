import { type CapabilityInfo, listed } from './capability.js';
import { FEATURE_ROWS } from './families/features.js';
import { HGM } from './families/hgm.js';
import { KVM } from './families/kvm.js';
import { OPEN } from './families/open.js';
import { OPERATION_ROWS } from './families/operations.js';
import { PRIVATE } from './families/private.js';
import { REGISTER_ROWS } from './families/register.js';
import { SERVED } from './families/served.js';
import { THP } from './families/thp.js';
import { TRACKING } from './families/tracking.js';
import { WAITS } from './families/waits.js';

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
