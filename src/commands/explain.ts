import { articleOf } from '../cli/article-of.js';
import { Command } from '../cli/line/command.js';
import { Args, Flags } from '../cli/line/definition.js';
import { BORROW_FLAG, COLOUR_FLAGS, colourOf, IDENTITY_FLAGS, PROFILE_FLAGS } from '../cli/line/flags.js';
import { writeStdout } from '../cli/output/stdout.js';
import { painted, screen } from '../cli/output/terminal.js';
import { PROFILE_NAMES, profilesOf } from '../cli/profiles.js';
import type { IdentityFlags } from '../cli/values/identity.js';
import { usageFault } from '../ground/fault.js';
import type { Profile } from '../profiles/profile.js';
import { asMarkdown, asText, type Section } from '../reporters/explain/article.js';
import { contents, referenceMarkdown, referenceText } from '../reporters/explain/reference.js';
import type { Subject } from '../reporters/explain/subject.js';

interface HostFlags extends IdentityFlags {
  borrow?: string[] | undefined;
  from?: string | undefined;
  'no-probe': boolean;
}

export default class Explain extends Command {
  static override summary =
    'Say what a capability, a profile or a way is, how it stands on this host, and what would change it.';

  static override description =
    'The kernel is asked as by hgm-probe, and the calls that show the answer are named. With --no-probe it is asked ' +
    'nothing: of huge pages files alone say how many this caller can have here now, or which limit leaves none. ' +
    `Without a name: what can be explained.\n\nProfiles: ${PROFILE_NAMES.join(', ')}.`;

  static override args = {
    NAME: Args.optional('An id of hgm-probe list, ID:MEMORY as in a report, a profile, or way:NAME.'),
  };

  static override flags = {
    all: Flags.boolean({ summary: 'All of it: every capability and every profile.' }),
    format: Flags.option({
      options: ['text', 'markdown'],
      default: 'text',
      summary: 'How it is written.',
    }),
    from: Flags.option({ helpValue: 'FILE', summary: 'Ask the report in FILE, not this host; - is stdin.' }),
    'no-probe': Flags.boolean({
      exclusive: ['from'],
      summary: 'Ask the kernel nothing: what is true of any host.',
    }),
    ...PROFILE_FLAGS,
    ...COLOUR_FLAGS,
    borrow: BORROW_FLAG,
    ...IDENTITY_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> explain',
    '<%= config.bin %> explain hgm',
    '<%= config.bin %> explain qemu-postcopy --as libvirt-qemu',
    '<%= config.bin %> explain register.minor:hugetlb-2M --no-probe',
    '<%= config.bin %> explain copy.huge:hugetlb-2M --from report.json',
    '<%= config.bin %> explain way:shmem-thp',
    '<%= config.bin %> explain --all --format markdown',
  ];

  protected override async run(): Promise<void> {
    const { args, flags } = this.parse(Explain);
    const name = args.NAME;
    check(name, flags);
    const profiles = await profilesOf(flags);
    const look = screen(true, colourOf(flags));
    const { width } = look;
    const markdown = flags.format === 'markdown';
    if (name !== undefined) {
      const { article: general, subject } = await articleOf(name, profiles);
      const [what, ...others] = general.sections;
      const host = await ofHost(subject, flags, this.version, profiles);
      const article = { ...general, sections: [...(what ? [what] : []), ...host, ...others] };
      const bold = (await painted(look))?.paint.bold;
      return writeStdout(markdown ? asMarkdown(article, 1) : asText(article, width, bold));
    }
    const { CATALOG } = await import('../capabilities/catalog.js');
    if (!flags.all) return writeStdout(contents(CATALOG, profiles));
    await writeStdout(
      markdown ? referenceMarkdown(CATALOG, profiles) : referenceText(CATALOG, profiles, width),
    );
  }
}

/** @throws Fault (64) for flags that say nothing together */
function check(name: string | undefined, flags: HostFlags & { all: boolean }): void {
  if (name !== undefined && flags.all) throw usageFault('explain takes one name, or --all and no name');
  const given = (['from', 'borrow', 'as', 'like-pid'] as const).filter((flag) => flags[flag] !== undefined);
  if (name === undefined && given[0] !== undefined)
    throw usageFault(
      `--${given[0]} is about one name; ${flags.all ? 'leave out --all' : 'give a name, too'}`,
    );
  const ofRun = given.find((flag) => flag !== 'from');
  if (ofRun !== undefined && (flags.from !== undefined || flags['no-probe']))
    throw usageFault(
      `--${ofRun} is for a run on this host; leave out ${flags.from === undefined ? '--no-probe' : '--from'}`,
    );
}

/** What the report has of it, or a run on this host; without one, what its files say of its huge pages. */
async function ofHost(
  subject: Subject,
  flags: HostFlags,
  version: string,
  profiles: readonly Profile[],
): Promise<Section[]> {
  const { inReport, pagesHere } = await import('../reporters/explain/here.js');
  if (flags.from !== undefined) {
    const { readReport } = await import('../recording/read-report.js');
    const report = await readReport(flags.from, '--from', profiles);
    return inReport(subject, report, new Date());
  }
  if (flags['no-probe']) {
    const [{ readPools }, { readHugeLimits }] = await Promise.all([
      import('../observe/files/memory/pools.js'),
      import('../observe/files/memory/huge-limits.js'),
    ]);
    const pools = readPools();
    const sizes = pools.map(({ pageBytes }) => pageBytes);
    return pagesHere(subject, pools, readHugeLimits('/', 'self', sizes));
  }
  const [{ plannedRun }, { judge }] = await Promise.all([
    import('../cli/observe.js'),
    import('../document/index.js'),
  ]);
  const users = 'profile' in subject ? subject.profile.users : [];
  // Only a way has figures.
  const observe = await plannedRun({ ...flags, 'no-latency': !('way' in subject) }, version, users);
  return inReport(subject, judge(await observe(), { profiles }));
}
