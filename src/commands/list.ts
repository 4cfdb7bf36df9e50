import { type CapabilityInfo, kindsOf } from '../capabilities/capability.js';
import { ARCHITECTURES, type First, firstKernel, isBefore, isRelease } from '../capabilities/since.js';
import { Command } from '../cli/line/command.js';
import { Flags } from '../cli/line/definition.js';
import { writeStdout } from '../cli/output/stdout.js';

export default class List extends Command {
  static override summary = 'List every capability that hgm-probe knows.';

  static override examples = ['<%= config.bin %> list', '<%= config.bin %> list --json'];

  static override flags = {
    json: Flags.boolean({ summary: 'Write JSON: id, title, since, sinceOn and memories of each.' }),
  };

  protected override async run(): Promise<void> {
    const { flags } = this.parse(List);
    const { CATALOG } = await import('../capabilities/catalog.js');
    await writeStdout(flags.json ? asJson(CATALOG) : asText(CATALOG));
  }
}

function asJson(catalog: readonly CapabilityInfo[]): string {
  const rows = catalog.map((info) => {
    const { id, title, memories } = info;
    return { id, title, since: earliest(info), memories, sinceOn: sinceOn(info) };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Titles stand last, so that the columns before them stay narrow. */
function asText(catalog: readonly CapabilityInfo[]): string {
  const heading = ['CAPABILITY', 'SINCE', 'MEMORY', 'TITLE'];
  const rows = [
    heading,
    ...catalog.map((one) => [
      one.id,
      earliest(one) ?? '-',
      one.memories === 'none' ? '-' : one.memories,
      one.title,
    ]),
  ];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** First kernels by memory and architecture; null as in a report. */
function sinceOn(info: CapabilityInfo): Record<string, Record<string, string | null>> {
  return Object.fromEntries(
    kindsOf(info).map((kind) => [
      kind ?? 'host',
      Object.fromEntries(ARCHITECTURES.map((arch) => [arch, release(firstKernel(info, kind, arch))])),
    ]),
  );
}

/** The first kernel that has it on any memory. */
function earliest(info: CapabilityInfo): string | null {
  const all = kindsOf(info).map((kind) => firstKernel(info, kind, 'x86_64'));
  return all.filter(isRelease).reduce<string | null>((a, b) => (a === null || isBefore(b, a) ? b : a), null);
}

const release = (first: First): string | null => (isRelease(first) ? first : null);
