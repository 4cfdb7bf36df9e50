/** The SQL of docs/engines.md as the grammars of Trino and Spark read it: neither engine can be had to run it. */
import { SparkSQL, TrinoSQL } from 'dt-sql-parser';
import { describe, expect, it } from 'vitest';
import { HOST_COLUMNS } from '../../src/fleet/tables.js';
import { QUERIES, statements } from './engines.js';

const TEMPORARY = (text: string) => text.replace('CREATE VIEW', 'CREATE TEMPORARY VIEW');

describe.each([
  ['Trino', new TrinoSQL(), 'trino', (text: string) => text],
  ['Spark', new SparkSQL(), 'spark', TEMPORARY],
])('%s', (_, parser, tables, dialect) => {
  it.each([tables, ...QUERIES])('%s', (name) => {
    for (const text of statements(name)) expect(parser.validate(dialect(text))).toEqual([]);
  });

  it('would not take what is none', () => {
    expect(parser.validate('SELECT FROM newest')).not.toEqual([]);
  });
});

it('the table of Trino has the columns that are exported, in their order', () => {
  const [host = ''] = statements('trino');
  const names = Array.from(host.matchAll(/(\w+) (?:varchar|bigint|timestamp|date)\b/g), ([, name]) => name);
  expect(names).toEqual([...HOST_COLUMNS, 'date']);
});
