import { Command, Flags, ux } from '@oclif/core';
import { parseBorrow } from '../cli/borrow.js';
import { checkRun, openRun, RUN_FLAGS, writeRun } from '../cli/run.js';
import type { BorrowRequest } from '../observe/index.js';
import type { Observations } from '../observe/observations.js';

export default class Probe extends Command {
  static override summary = 'Ask the kernel what userfaultfd and huge pages can do here, for this caller.';

  static override description =
    'A bare hgm-probe is hgm-probe probe. A report that was written is success: the exit code is 0 whatever ' +
    'this host can do. No setting is changed and no pool is resized; at most one huge page of a size is taken, ' +
    'and given back.';

  static override examples = [
    '<%= config.bin %>',
    '<%= config.bin %> --json --output /var/lib/inventory/hgm.json',
    '<%= config.bin %> --borrow 1G',
  ];

  static override flags = {
    ...RUN_FLAGS,
    'no-latency': Flags.boolean({ summary: 'Measure nothing.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Probe);
    const format = checkRun(flags);
    const { hugePageSizes, observe } = await import('../observe/index.js');
    // The host's sizes are only to check what was named: observing finds them for itself.
    const named = flags.borrow ?? [];
    const borrow: BorrowRequest = parseBorrow(named, named.length === 0 ? [] : await hugePageSizes());
    const places = openRun(flags, format);
    const observations = await withProgress((onProgress) =>
      observe({ borrow, latency: !flags['no-latency'], toolVersion: this.config.version, ...onProgress }),
    );
    await writeRun(places, flags, observations);
  }
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
