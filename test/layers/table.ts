/** Situations × (verdict, gate, commands run, opened), as text of at most 100 columns. */
import type { Seen, SeenRow } from './situation.js';

const HEAD = ['situation', 'row', 'verdict', 'gate', 'commands run', 'opened'] as const;
const WIDTHS = [23, 14, 13, 11, 23, 6] as const;
const GAP = '  ';

export function table(situations: readonly Seen[]): string {
  const rows = situations.flatMap(({ rows: each }) => each);
  const sum = (of: 'run' | 'opened') => rows.reduce((all, row) => all + row[of], 0);
  const total = `${situations.length} situations, ${rows.length} rows, ${sum('run')} times commands run, ${sum('opened')} opened`;
  return [line(HEAD), ...situations.flatMap(block), total].join('\n');
}

/** The name beside its rows, on as many lines as the longer of both wants. */
function block({ name, rows }: Seen): string[] {
  const names = wrapped(name, WIDTHS[0]);
  const lines = Math.max(names.length, rows.length);
  return Array.from({ length: lines }, (_, at) => line([names[at] ?? '', ...cells(rows[at])]));
}

const cells = (row: SeenRow | undefined): readonly string[] =>
  row === undefined
    ? []
    : [
        row.id.split('.').at(-1) ?? '',
        row.state,
        row.gate ?? '-',
        row.commands === '' ? '-' : row.commands,
        row.run === 0 ? '-' : `${row.opened} of ${row.run}`,
      ];

const line = (texts: readonly string[]): string =>
  texts
    .map((text, at) => text.padEnd(WIDTHS[at] ?? 0))
    .join(GAP)
    .trimEnd();

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
