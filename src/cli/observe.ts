import { writeSync } from 'node:fs';
import { EXIT } from '../ground/exit.js';
import { observe } from '../observe/index.js';
import type { Observations } from '../observe/observations.js';
import { message } from '../reporters/text.js';
import { type Watched, watched } from './output/progress.js';
import { requestedBorrow } from './values/borrow.js';
import { type IdentityFlags, parseIdentity } from './values/identity.js';

/**
 * Checks what was asked for and gives the run, which is started by calling it: between the two a command
 * opens its files.
 *
 * @param users whom a run as root looks at, too, where the host has them
 * @throws Fault (64) for a size that this host does not have, or a caller that can't be named so
 */
export async function plannedRun(
  flags: { borrow?: string[] | undefined; 'no-latency': boolean; quiet?: boolean } & IdentityFlags,
  toolVersion: string,
  users: readonly string[] = [],
): Promise<() => Promise<Observations>> {
  const identity = parseIdentity(flags);
  const borrow = await requestedBorrow(flags.borrow);
  const latency = !flags['no-latency'];
  const run = (watch: Watched) =>
    observe({ borrow, identity, users, latency, toolVersion, ...WARNINGS, ...watch });
  return () => (flags.quiet === true ? run({}) : watched('probing', run));
}

/**
 * Said beside a report that is written all the same. Without all of its experiments a run is a fault, whatever the
 * others have answered: who stores the report has to learn of it.
 */
export const WARNINGS = {
  onLoss: (text: string): void => {
    process.exitCode = EXIT.internal;
    warn(text);
  },
  onOtherRights: warn,
};

function warn(text: string): void {
  writeSync(2, `hgm-probe: ${message(text)}\n`);
}
