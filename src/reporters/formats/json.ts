import type { Reporter } from '../reporter.js';

/** The document itself; the judge builds it in the contract's order of keys. */
export const json: Reporter = (report) => `${JSON.stringify(report, null, 2)}\n`;
