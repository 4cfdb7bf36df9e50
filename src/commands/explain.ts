import { Args, Command } from '@oclif/core';
import { usageFault } from '../cli/fault.js';
import { nearest } from '../cli/nearest.js';
import { writeStdout } from '../cli/stdout.js';
import { screen } from '../cli/terminal.js';
import type { CapabilityInfo } from '../judge/catalog.js';
import { explanation } from '../reporters/explanation.js';

export default class Explain extends Command {
  static override summary = 'Say what a capability is, how it is probed, and what to do about it.';

  static override args = {
    capability: Args.string({
      required: true,
      description: 'an id of `hgm-probe list`, or ID:MEMORY as in a report',
    }),
  };

  static override examples = [
    '<%= config.bin %> explain hgm',
    '<%= config.bin %> explain register.minor:hugetlb-2M',
  ];

  async run(): Promise<void> {
    const { args } = await this.parse(Explain);
    const { CATALOG, findCapability } = await import('../judge/catalog.js');
    const [id = '', memory = null] = split(args.capability);
    const info = findCapability(id) ?? unknown(CATALOG, id);
    if (memory !== null) checkMemory(info, memory);
    await writeStdout(explanation(info, memory, screen(true).width));
  }
}

function split(capability: string): string[] {
  const colon = capability.indexOf(':');
  return colon < 0 ? [capability] : [capability.slice(0, colon), capability.slice(colon + 1)];
}

function unknown(catalog: readonly CapabilityInfo[], id: string): never {
  const near = nearest(
    id,
    catalog.map((info) => info.id),
  );
  const hint =
    near.length === 0 ? 'see hgm-probe list' : `did you mean ${near.join(' or ')}? See hgm-probe list`;
  throw usageFault(`unknown capability ${id}: ${hint}`);
}

function checkMemory(info: CapabilityInfo, memory: string): void {
  if (info.memories === 'none')
    throw usageFault(`${info.id} does not depend on memory: run hgm-probe explain ${info.id}`);
  const allowed = info.memories === 'each' ? /^(anonymous|shmem|hugetlb-\d+[KMGT])$/ : /^hugetlb-\d+[KMGT]$/;
  if (allowed.test(memory)) return;
  const kinds = info.memories === 'each' ? 'anonymous, shmem or hugetlb-SIZE' : 'hugetlb-SIZE';
  throw usageFault(`${info.id}:${memory} names no memory of ${info.id}, which is ${kinds}`);
}
