import { Args, Command, Flags } from '@oclif/core';
import { usageFault } from '../cli/fault.js';
import { nearest } from '../cli/nearest.js';
import { PROFILE_FLAGS, profilesOf } from '../cli/profiles.js';
import { writeStdout } from '../cli/stdout.js';
import { screen } from '../cli/terminal.js';
import type { CapabilityInfo } from '../judge/catalog.js';
import { needsOf } from '../profiles/needs.js';
import type { Profile } from '../profiles/profile.js';
import { type Article, asMarkdown, asText } from '../reporters/article.js';
import { ofCapability, ofProfile } from '../reporters/explanation.js';
import { referenceMarkdown, referenceText } from '../reporters/reference.js';

export default class Explain extends Command {
  static override summary =
    'Say what a capability or a profile is, how it is probed, and what to do about it.';

  static override args = {
    capability: Args.string({
      description: 'an id of `hgm-probe list`, ID:MEMORY as in a report, or the name of a profile',
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
    const name = args.capability;
    if ((name === undefined) !== Boolean(flags.all))
      throw usageFault('explain needs one name, or --all and no name');
    const profiles = await profilesOf(flags);
    const { CATALOG, findCapability } = await import('../judge/catalog.js');
    const { width } = screen(true);
    const markdown = flags.format === 'markdown';
    if (name === undefined) {
      await writeStdout(
        markdown ? referenceMarkdown(CATALOG, profiles) : referenceText(CATALOG, profiles, width),
      );
      return;
    }
    const article = profileNamed(name, profiles) ?? capabilityNamed(name, profiles, CATALOG, findCapability);
    await writeStdout(markdown ? asMarkdown(article, 1) : asText(article, width));
  }
}

function profileNamed(name: string, profiles: readonly Profile[]): Article | null {
  const bare = name.replace(/^profile:/, '');
  const profile = profiles.find((one) => one.name === bare);
  if (profile !== undefined) return ofProfile(profile);
  if (bare === name) return null;
  const names = profiles.map((one) => one.name);
  throw usageFault(`unknown profile ${bare}: ${hint(bare, names, `it is one of ${names.join(', ')}`)}`);
}

function capabilityNamed(
  name: string,
  profiles: readonly Profile[],
  catalog: readonly CapabilityInfo[],
  find: (id: string) => CapabilityInfo | undefined,
): Article {
  const colon = name.indexOf(':');
  const [id, memory] = colon < 0 ? [name, null] : [name.slice(0, colon), name.slice(colon + 1)];
  const info = find(id);
  if (info === undefined) {
    const names = [...catalog.map((one) => one.id), ...profiles.map((one) => one.name)];
    throw usageFault(
      `unknown capability ${id}: ${hint(id, names, 'see hgm-probe list', '? See hgm-probe list')}`,
    );
  }
  if (memory !== null) checkMemory(info, memory);
  return ofCapability(info, memory, needsOf(info.id, profiles));
}

function hint(word: string, names: readonly string[], otherwise: string, end = '?'): string {
  const near = nearest(word, names);
  return near.length === 0 ? otherwise : `did you mean ${near.join(' or ')}${end}`;
}

function checkMemory(info: CapabilityInfo, memory: string): void {
  if (info.memories === 'none')
    throw usageFault(`${info.id} does not depend on memory: run hgm-probe explain ${info.id}`);
  const allowed = info.memories === 'each' ? /^(anonymous|shmem|hugetlb-\d+[KMGT])$/ : /^hugetlb-\d+[KMGT]$/;
  if (allowed.test(memory)) return;
  const kinds = info.memories === 'each' ? 'anonymous, shmem or hugetlb-SIZE' : 'hugetlb-SIZE';
  throw usageFault(`${info.id}:${memory} names no memory of ${info.id}, which is ${kinds}`);
}
