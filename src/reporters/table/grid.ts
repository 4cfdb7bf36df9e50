import Table from 'cli-table3';

export interface GridOptions {
  /** Width of each column, its gap included; columns are as wide as their content where this is missing. */
  widths?: readonly number[];
  align?: readonly ('left' | 'right')[];
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
] as const;

/** Rows as aligned lines without borders; the cells may carry colours. */
export function grid(rows: readonly (readonly string[])[], options: GridOptions = {}): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: Object.fromEntries(BORDERS.map((name) => [name, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    ...(options.widths === undefined ? {} : { colWidths: [...options.widths] }),
    ...(options.align === undefined ? {} : { colAligns: [...options.align] }),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
