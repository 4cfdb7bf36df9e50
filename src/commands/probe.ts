import { Command, Flags, ux } from '@oclif/core';
import { BORROW_FLAG, requestedBorrow } from '../cli/borrow.js';
import { usageFault } from '../cli/fault.js';
import { chooseFormat, OUTPUT_FLAGS, openFor, STDOUT } from '../cli/output.js';
import { PROFILE_FLAGS, profilesOf } from '../cli/profiles.js';
import { screen } from '../cli/terminal.js';
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
  ];

  static override flags = {
    ...OUTPUT_FLAGS,
    ...PROFILE_FLAGS,
    borrow: BORROW_FLAG,
    'no-latency': Flags.boolean({ summary: 'Measure nothing.' }),
    record: Flags.string({ helpValue: 'FILE', summary: 'Keep every call and its answer in FILE, too.' }),
    scrub: Flags.boolean({ summary: 'Leave machine id, boot id and host name out of what --record keeps.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Probe);
    const format = chooseFormat(flags.json, flags.format);
    if (flags.scrub && flags.record === undefined)
      throw usageFault('--scrub is about what --record FILE keeps; give --record, too');
    const profiles = await profilesOf(flags);
    const { observe } = await import('../observe/index.js');
    const borrow = await requestedBorrow(flags.borrow);
    const output = openFor('--output', flags.output ?? '-');
    const record = flags.record === undefined ? null : openFor('--record', flags.record);
    if (record?.key === output.key)
      throw usageFault(`--record and --output lead to the same place; name two files`);

    const observations = await withProgress((onProgress) =>
      observe({ borrow, latency: !flags['no-latency'], toolVersion: this.config.version, ...onProgress }),
    );
    // Before judging: a recording is what a report about a fault of the judge needs.
    await record?.write(`${JSON.stringify(flags.scrub ? scrubbed(observations) : observations)}\n`);
    const { judge } = await import('../judge/index.js');
    const render = await reporter(format);
    const toStdout = output.key === STDOUT;
    await output.write(render(judge(observations, profiles), screen(toStdout, flags['no-color'])));
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
