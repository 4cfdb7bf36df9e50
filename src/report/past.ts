import type { Report } from './contract.js';

/** Whether a report is past its time, so that it says what was. One whose time can't be read is. */
export const isPast = ({ expiresAt }: Pick<Report, 'expiresAt'>, now: Date): boolean =>
  !(now.getTime() <= Date.parse(expiresAt));
