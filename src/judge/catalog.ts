import { FEATURE_CATALOG } from './catalog-features.js';
import { HGM_CATALOG } from './catalog-hgm.js';
import type { CapabilityInfo } from './catalog-info.js';
import { OPEN_CATALOG } from './catalog-open.js';
import { OPERATION_CATALOG } from './catalog-operations.js';
import { REGISTER_CATALOG } from './catalog-register.js';

export type { CapabilityInfo, Group } from './catalog-info.js';

/** Every capability that a report can hold, in the order of its rows. */
export const CATALOG: readonly CapabilityInfo[] = [
  ...HGM_CATALOG,
  ...OPEN_CATALOG,
  ...FEATURE_CATALOG,
  ...REGISTER_CATALOG,
  ...OPERATION_CATALOG,
];

const BY_ID = new Map(CATALOG.map((info) => [info.id, info]));

/** The entry of a row; `feature.bit19` is `feature.bit*`. Undefined for a name that no report can hold. */
export function findCapability(id: string): CapabilityInfo | undefined {
  return BY_ID.get(id) ?? (/^feature\.bit\d+$/.test(id) ? BY_ID.get('feature.bit*') : undefined);
}
