import { writeSync } from 'node:fs';
import { EXIT } from '../ground/exit.js';
import { observe } from '../observe/index.js';
import type { Observations } from '../observe/observations.js';
import { message } from '../reporters/text.js';
import { requestedBorrow } from './borrow.js';
import { type IdentityFlags, parseIdentity } from './identity.js';
import { spinner } from './oclif.js';
import { isTerminal } from './streams.js';

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
  return () =>
    withProgress(flags.quiet === true, (onProgress) =>
      observe({
        borrow,
        identity,
        users,
        latency: !flags['no-latency'],
        toolVersion,
        ...WARNINGS,
        ...onProgress,
      }),
    );
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

/** A spinner, if somebody looks at stderr and nobody asked for silence. */
async function withProgress(
  quiet: boolean,
  work: (progress: { onProgress?: (text: string) => void }) => Promise<Observations>,
): Promise<Observations> {
  if (quiet || !isTerminal(2)) return work({});
  const action = await spinner();
  action.start('probing');
  let ending = '!';
  try {
    const observations = await work({
      onProgress: (text) => {
        action.status = text;
      },
    });
    ending = 'done';
    return observations;
  } finally {
    action.stop(ending);
  }
}
