import { Args, Command, Flags } from '@oclif/core';
import { articleOf } from '../cli/article-of.js';
import { usageFault } from '../cli/fault.js';
import { PROFILE_FLAGS } from '../cli/flags.js';
import { PROFILE_NAMES, profilesOf } from '../cli/profiles.js';
import { writeStdout } from '../cli/stdout.js';
import { screen } from '../cli/terminal.js';
import { asMarkdown, asText } from '../reporters/article.js';
import { referenceMarkdown, referenceText } from '../reporters/reference.js';

export default class Explain extends Command {
  static override summary =
    'Say what a capability or a profile is, how it is probed, and what to do about it.';

  static override description = `Profiles: ${PROFILE_NAMES.join(', ')}.`;

  static override args = {
    NAME: Args.string({
      description: 'An id of hgm-probe list, ID:MEMORY as in a report, or a profile.',
    }),
  };

  static override flags = {
    all: Flags.boolean({ summary: 'Explain every capability and every profile.' }),
    format: Flags.option({
      options: ['text', 'markdown'],
      default: 'text' as const,
      summary: 'How it is written.',
    })(),
    ...PROFILE_FLAGS,
  };

  static override examples = [
    '<%= config.bin %> explain hgm',
    '<%= config.bin %> explain register.minor:hugetlb-2M',
    '<%= config.bin %> explain profile:qemu-postcopy',
    '<%= config.bin %> explain --all --format markdown',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const name = args.NAME;
    if ((name === undefined) !== Boolean(flags.all))
      throw usageFault('explain needs one name, or --all and no name');
    const profiles = await profilesOf(flags);
    const { width } = screen(true);
    const markdown = flags.format === 'markdown';
    if (name !== undefined) {
      const article = await articleOf(name, profiles);
      return writeStdout(markdown ? asMarkdown(article, 1) : asText(article, width));
    }
    const { CATALOG } = await import('../judge/catalog.js');
    await writeStdout(
      markdown ? referenceMarkdown(CATALOG, profiles) : referenceText(CATALOG, profiles, width),
    );
  }
}
