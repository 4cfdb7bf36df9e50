import { Command, Flags } from '@oclif/core';
import { writeStdout } from '../cli/stdout.js';
import type { CapabilityInfo } from '../judge/catalog.js';

export default class List extends Command {
  static override summary = 'List every capability that hgm-probe knows.';

  static override flags = {
    json: Flags.boolean({ summary: 'Write JSON: id, title, since and memories of each.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(List);
    const { CATALOG } = await import('../judge/catalog.js');
    await writeStdout(flags.json ? asJson(CATALOG) : asText(CATALOG));
  }
}

function asJson(catalog: readonly CapabilityInfo[]): string {
  const rows = catalog.map(({ id, title, since, memories }) => ({ id, title, since, memories }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Titles stand last, so that the columns before them stay narrow. */
function asText(catalog: readonly CapabilityInfo[]): string {
  const heading = ['CAPABILITY', 'SINCE', 'MEMORY', 'TITLE'];
  const rows = [
    heading,
    ...catalog.map((one) => [one.id, one.since ?? '-', MEMORY[one.memories], one.title]),
  ];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

const MEMORY: Readonly<Record<CapabilityInfo['memories'], string>> = {
  none: '-',
  each: 'each',
  hugetlb: 'hugetlb',
};
