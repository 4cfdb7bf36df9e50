import { Command } from '../cli/line/command.js';
import {
  CHECK_FLAG,
  IDENTITY_FLAGS,
  OBSERVE_FLAGS,
  PAGE_FLAG,
  QUIET_FLAG,
  RUN_FLAGS,
  VIEW_FLAGS,
} from '../cli/line/flags.js';
import { probe } from '../cli/probe.js';

export default class Probe extends Command {
  static override summary = 'Ask the kernel what userfaultfd and huge pages can do here, for this caller.';

  static override description =
    'A bare hgm-probe is hgm-probe probe. A report that was written is success: the exit code is 0 whatever ' +
    'this host can do, but for --format nagios, which exits as a monitoring plugin. No setting is changed and ' +
    'no pool is resized; at most one huge page of a size is taken, and given back. As root it says, too, how it stands ' +
    'for the users that packages make for the consumers of the profiles.';

  static override examples = [
    '<%= config.bin %>',
    '<%= config.bin %> --all',
    '<%= config.bin %> --section matrix,timings',
    '<%= config.bin %> --quiet --check profile:qemu-postcopy',
    '<%= config.bin %> --json --output /var/lib/inventory/hgm.json',
    '<%= config.bin %> --html hgm.html',
    '<%= config.bin %> --borrow 1G',
    '<%= config.bin %> --as libvirt-qemu',
    '<%= config.bin %> --like-pid 4711',
    '<%= config.bin %> --format nagios --check continue.huge:hugetlb-2M',
  ];

  static override usage = 'probe [FLAG ...]';

  static override flags = {
    ...VIEW_FLAGS,
    ...QUIET_FLAG,
    ...RUN_FLAGS,
    ...PAGE_FLAG,
    ...OBSERVE_FLAGS,
    ...IDENTITY_FLAGS,
    ...CHECK_FLAG,
  };

  protected override async run(): Promise<void> {
    const { flags } = this.parse(Probe);
    await probe(flags, this.version);
  }
}
