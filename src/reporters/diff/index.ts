import type { Difference } from '../../diff/contract.js';
import type { Look } from '../reporter.js';
import { printable } from '../text.js';

type DiffReporter = (of: Difference, look: Look) => string;

/** What a stranger wrote stays escaped: JSON reads `\u202e` as the character, and a terminal shows it. */
const json: DiffReporter = (of) => `${JSON.stringify(of, null, 2).split('\n').map(printable).join('\n')}\n`;

/** Loads the table's libraries only where a table is drawn. */
export async function diffReporter(format: 'table' | 'json'): Promise<DiffReporter> {
  return format === 'json' ? json : (await import('./table.js')).diffTable;
}
