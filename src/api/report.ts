/** `hgm-probe/report`: a report that somebody else's run wrote, read. Loads no addon and asks nothing of the host. */
import { parseJson } from '../input/json.js';
import { isPast } from '../report/past.js';
import { checkReport } from '../report/stored.js';
import type { HgmProbeReport } from './document.js';

/** Both forms of the document: what the inventory form leaves out is optional. */
export type Document = HgmProbeReport;

/** A document with all keys of the full form. */
export type Report = Document &
  Required<
    Pick<
      Document,
      | 'serving'
      | 'ways'
      | 'capabilities'
      | 'timings'
      | 'untimed'
      | 'stalls'
      | 'caller'
      | 'bench'
      | 'witnesses'
    >
  >;

/**
 * The report in a text, of either form and of any minor version of this schema; of the inventory form what it left
 * out is made of what it keeps.
 *
 * @throws Error with the place of what is wrong
 */
export function parseReport(text: string): Report {
  // Types of the contract and of the schema that is made from it: the latter need no validator where they are read.
  return checkReport(parseJson(text)) as Report;
}

/** Whether it says nothing any more, at that time or now. */
export const isExpired = ({ expiresAt }: Pick<Document, 'expiresAt'>, now = new Date()): boolean =>
  isPast({ expiresAt }, now);
