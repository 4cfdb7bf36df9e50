/** The SQL of docs/engines.md. */
import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../docs/engines.md', import.meta.url), 'utf8');
const BLOCKS = new Map(
  Array.from(PAGE.matchAll(/```sql (\w+)\n([^`]*)```/g), ([, name = '', text = '']) => [name, text]),
);

/** What makes the tables known to an engine. */
export const ENGINES = ['duckdb', 'clickhouse', 'spark', 'trino'] as const;
/** What is asked of them, with the same words in each; the first has to be run before the others. */
export const QUERIES = [...BLOCKS.keys()].filter((name) => !ENGINES.some((engine) => engine === name));

/** The statements of a block, for the tables in `folder`. */
export function statements(name: string, folder = 'DIR'): string[] {
  const text = BLOCKS.get(name);
  if (text === undefined) throw new Error(`docs/engines.md has no block ${name}`);
  return text
    .replaceAll('DIR', folder.replaceAll("'", "''"))
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
