import type { Document } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/** The inventory form of a document, without the details and without pools node by node; of one that has it already, the same. What a later version added stays. */
export function inventoryOf(document: Document): Inventory {
  const kept = { ...document, pools: document.pools.map(({ nodes: _, ...pool }) => pool) };
  for (const key of DETAILS) delete kept[key];
  return kept;
}
