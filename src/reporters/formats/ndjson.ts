import { inventoryOf } from '../../report/inventory.js';
import type { Reporter } from '../reporter.js';

/** The inventory form on one line: what a fleet appends to its file. */
export const ndjson: Reporter = (report) => `${JSON.stringify(inventoryOf(report))}\n`;
