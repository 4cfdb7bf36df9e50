import type { Report } from '../report/contract.js';

/** What the reader's screen can show; a format for machines does not look at it. */
export interface Look {
  /** Columns; Infinity where lines are never broken. */
  width: number;
  colour: boolean;
  /** Rows; what has no end if it is not given. */
  height?: number;
  /** Nothing but ASCII, where the screen has no Unicode; not so if it is not said. */
  ascii?: boolean;
}

/** One signature for every format. Pure: the same report gives the same text. */
export type Reporter = (report: Report, look: Look) => string;
