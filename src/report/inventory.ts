import type { Document } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/**
 * The inventory form of a document: without the details, pools node by node and what a profile misses. Of one that
 * has it already, the same. What a later version added stays.
 */
export function inventoryOf(document: Document): Inventory {
  const profiles = Object.entries(document.profiles).map(([name, { missing: _, ...verdict }]) => [
    name,
    verdict,
  ]);
  const pools = document.pools.map(({ nodes: _, ...pool }) => pool);
  const kept = { ...document, profiles: Object.fromEntries(profiles), pools };
  for (const key of DETAILS) delete kept[key];
  return kept;
}
