import { articleOf } from '../cli/article-of.js';
import { Command } from '../cli/command.js';
import { Args, Flags } from '../cli/definition.js';
import { PROFILE_FLAGS } from '../cli/flags.js';
import { PROFILE_NAMES, profilesOf } from '../cli/profiles.js';
import { writeStdout } from '../cli/stdout.js';
import { screen } from '../cli/terminal.js';
import { usageFault } from '../ground/fault.js';
import type { Profile } from '../profiles/profile.js';
import { asMarkdown, asText, type Section } from '../reporters/article.js';
import type { Subject } from '../reporters/here.js';
import { referenceMarkdown, referenceText } from '../reporters/reference.js';

export default class Explain extends Command {
  static override summary =
    'Say what a capability or a profile is, how it is probed, and what to do about it.';

  static override description =
    'Of huge pages it says how many this caller can have here now, or which limit leaves none, with its figure: by ' +
    `files alone, the kernel is asked nothing.\n\nProfiles: ${PROFILE_NAMES.join(', ')}.`;

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
    ...PROFILE_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> explain hgm',
    '<%= config.bin %> explain register.minor:hugetlb-2M',
    '<%= config.bin %> explain copy.huge:hugetlb-2M --from report.json',
    '<%= config.bin %> explain profile:qemu-postcopy',
    '<%= config.bin %> explain way:shmem-thp',
    '<%= config.bin %> explain --all --format markdown',
  ];

  protected override async run(): Promise<void> {
    const { args, flags } = this.parse(Explain);
    const name = args.NAME;
    if ((name === undefined) !== Boolean(flags.all))
      throw usageFault('explain needs one name, or --all and no name');
    if (flags.all && flags.from !== undefined)
      throw usageFault('--from asks a report about one name; leave out --all');
    const profiles = await profilesOf(flags);
    const { width } = screen(true);
    const markdown = flags.format === 'markdown';
    if (name !== undefined) {
      const { article: general, subject } = await articleOf(name, profiles);
      const article = {
        ...general,
        sections: [...general.sections, ...(await ofHost(subject, flags.from, profiles))],
      };
      return writeStdout(markdown ? asMarkdown(article, 1) : asText(article, width));
    }
    const { CATALOG } = await import('../capabilities/catalog.js');
    await writeStdout(
      markdown ? referenceMarkdown(CATALOG, profiles) : referenceText(CATALOG, profiles, width),
    );
  }
}

/** What the report has of it; without one, what this host's files say of its huge pages. */
async function ofHost(
  subject: Subject,
  from: string | undefined,
  profiles: readonly Profile[],
): Promise<Section[]> {
  const { inReport, pagesHere } = await import('../reporters/here.js');
  if (from !== undefined) {
    const { readReport } = await import('../recording/read-report.js');
    return inReport(subject, await readReport(from, '--from', profiles));
  }
  const [{ readPools }, { readHugeLimits }] = await Promise.all([
    import('../observe/files/pools.js'),
    import('../observe/files/huge-limits.js'),
  ]);
  const pools = readPools();
  const sizes = pools.map(({ pageBytes }) => pageBytes);
  return pagesHere(subject, pools, readHugeLimits('/', 'self', sizes));
}
