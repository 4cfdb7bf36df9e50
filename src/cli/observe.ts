import { Flags, ux } from '@oclif/core';
import type { BorrowRequest } from '../observe/index.js';
import type { Observations } from '../observe/observations.js';
import { parseBorrow } from './borrow.js';

/** What a run may do to the host, the same for every command that asks the kernel. */
export const OBSERVE_FLAGS = {
  borrow: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'none|auto|SIZE',
    summary:
      'Huge pages that may be taken for the run: none; auto, one where two more stay free; or one of SIZE.',
  }),
  'no-latency': Flags.boolean({ summary: 'Measure nothing.' }),
};

/**
 * Checks what was asked for and gives the run, which is started by calling it: between the two a command
 * opens its files.
 *
 * @throws Fault (64) for a size that this host does not have
 */
export async function plannedRun(
  flags: { borrow?: string[] | undefined; 'no-latency': boolean },
  toolVersion: string,
): Promise<() => Promise<Observations>> {
  const { hugePageSizes, observe } = await import('../observe/index.js');
  // The host's sizes are only to check what was named: observing finds them for itself.
  const named = flags.borrow ?? [];
  const borrow: BorrowRequest = parseBorrow(named, named.length === 0 ? [] : await hugePageSizes());
  return () =>
    withProgress((onProgress) =>
      observe({ borrow, latency: !flags['no-latency'], toolVersion, ...onProgress }),
    );
}

/** A spinner, if somebody looks at stderr; oclif ends it where the work fails. */
async function withProgress(
  work: (progress: { onProgress?: (text: string) => void }) => Promise<Observations>,
): Promise<Observations> {
  if (!process.stderr.isTTY) return work({});
  ux.action.start('probing');
  const observations = await work({
    onProgress: (text) => {
      ux.action.status = text;
    },
  });
  ux.action.stop();
  return observations;
}
