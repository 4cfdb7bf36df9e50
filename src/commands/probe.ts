import { Command, Flags } from '@oclif/core';
import { usageFault } from '../cli/fault.js';
import { asPlugin, CHECK_FLAG, checksOf, exitAsPlugin } from '../cli/nagios.js';
import { OBSERVE_FLAGS, plannedRun } from '../cli/observe.js';
import { chooseFormat, OUTPUT_FLAGS, openFor, STDOUT } from '../cli/output.js';
import { screen } from '../cli/terminal.js';
import { parseTtl, TTL_FLAG } from '../cli/ttl.js';
import { scrubbed } from '../recording/scrub.js';
import { reporter } from '../reporters/index.js';

export default class Probe extends Command {
  static override summary = 'Ask the kernel what userfaultfd and huge pages can do here, for this caller.';

  static override description =
    'A bare hgm-probe is hgm-probe probe. A report that was written is success: the exit code is 0 whatever ' +
    'this host can do, but for --format nagios, which exits as a monitoring plugin. No setting is changed and ' +
    'no pool is resized; at most one huge page of a size is taken, and given back.';

  static override examples = [
    '<%= config.bin %>',
    '<%= config.bin %> --json --output /var/lib/inventory/hgm.json',
    '<%= config.bin %> --borrow 1G',
    '<%= config.bin %> --format nagios --check continue.huge:hugetlb-2M',
  ];

  static override flags = {
    ...OUTPUT_FLAGS,
    ...OBSERVE_FLAGS,
    ...TTL_FLAG,
    ...CHECK_FLAG,
    record: Flags.string({ helpValue: 'FILE', summary: 'Keep every call and its answer in FILE, too.' }),
    scrub: Flags.boolean({ summary: 'Leave machine id, boot id and host name out of what --record keeps.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Probe);
    const format = chooseFormat(flags.json, flags.format, flags.compact);
    const ttlMs = parseTtl(flags.ttl);
    const checks = checksOf(format, flags.check);
    if (flags.scrub && flags.record === undefined)
      throw usageFault('--scrub is about what --record FILE keeps; give --record, too');
    await asPlugin(format, async () => {
      const observe = await plannedRun(flags, this.config.version);
      const output = openFor('--output', flags.output ?? '-');
      const record = flags.record === undefined ? null : openFor('--record', flags.record);
      if (record?.key === output.key)
        throw usageFault(`--record and --output lead to the same place; name two files`);

      const observations = await observe();
      // Before judging: a recording is what a report about a fault of the judge needs.
      await record?.write(`${JSON.stringify(flags.scrub ? scrubbed(observations) : observations)}\n`);
      const { judge } = await import('../judge/index.js');
      const report = judge(observations, ttlMs);
      const render = await reporter(format, checks);
      await output.write(render(report, screen(output.key === STDOUT, flags['no-color'])));
      if (format === 'nagios') exitAsPlugin(report, checks);
    });
  }
}
