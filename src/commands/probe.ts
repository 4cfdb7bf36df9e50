import { Command, Flags, ux } from '@oclif/core';
import { parseBorrow } from '../cli/borrow.js';
import { usageFault } from '../cli/fault.js';
import { IDENTITY_FLAGS, parseIdentity } from '../cli/identity.js';
import { chooseFormat, OUTPUT_FLAGS, openFor, STDOUT } from '../cli/output.js';
import { screen } from '../cli/terminal.js';
import type { BorrowRequest } from '../observe/index.js';
import type { Observations } from '../observe/observations.js';
import { scrubbed } from '../recording/scrub.js';
import { reporter } from '../reporters/index.js';

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
    '<%= config.bin %> --as libvirt-qemu',
    '<%= config.bin %> --like-pid 4711',
  ];

  static override flags = {
    ...OUTPUT_FLAGS,
    borrow: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'none|auto|SIZE',
      summary:
        'Huge pages that may be taken for the run: none; auto, one where two more stay free; or one of SIZE.',
    }),
    'no-latency': Flags.boolean({ summary: 'Measure nothing.' }),
    ...IDENTITY_FLAGS,
    record: Flags.string({ helpValue: 'FILE', summary: 'Keep every call and its answer in FILE, too.' }),
    scrub: Flags.boolean({ summary: 'Leave machine id, boot id and host name out of what --record keeps.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Probe);
    const format = chooseFormat(flags.json, flags.format);
    if (flags.scrub && flags.record === undefined)
      throw usageFault('--scrub is about what --record FILE keeps; give --record, too');
    const identity = parseIdentity(flags);
    const { hugePageSizes, observe } = await import('../observe/index.js');
    // The host's sizes are only to check what was named: observing finds them for itself.
    const named = flags.borrow ?? [];
    const borrow: BorrowRequest = parseBorrow(named, named.length === 0 ? [] : await hugePageSizes());
    const output = openFor('--output', flags.output ?? '-');
    const record = flags.record === undefined ? null : openFor('--record', flags.record);
    if (record?.key === output.key)
      throw usageFault(`--record and --output lead to the same place; name two files`);

    const observations = await withProgress((onProgress) =>
      observe({
        borrow,
        identity,
        latency: !flags['no-latency'],
        toolVersion: this.config.version,
        ...onProgress,
      }),
    );
    // Before judging: a recording is what a report about a fault of the judge needs.
    await record?.write(`${JSON.stringify(flags.scrub ? scrubbed(observations) : observations)}\n`);
    const { judge } = await import('../judge/index.js');
    const render = await reporter(format);
    const toStdout = output.key === STDOUT;
    await output.write(render(judge(observations), screen(toStdout, flags['no-color'])));
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
