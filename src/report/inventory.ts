import type { Document } from './contract.js';
import { DETAILS, type Detail } from './details.js';

export type Inventory = Omit<Document, Detail>;

/** The inventory form of a document; of one that has it already, the same. What a later version added stays. */
export function inventoryOf(document: Document): Inventory {
  const kept = { ...document };
  for (const key of DETAILS) delete kept[key];
  return kept;
}
