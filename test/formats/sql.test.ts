/** The SQL of docs/engines.md by sqlglot, which knows where dialects differ: to Trino and Spark it says what it says to DuckDB. */
import { expect, it } from 'vitest';
import { QUERIES, statements } from '../fleet/engines.js';
import { run } from './run.js';

/** Of Trino this sqlglot knows no now(), which is current_timestamp in all three; where nulls come, the page says. */
const SAME = `
import sys
from sqlglot import exp, parse_one
def tree(dialect):
    parsed = parse_one(sys.argv[1].replace('now()', 'moment'), read=dialect)
    for ordered in parsed.find_all(exp.Ordered):
        ordered.set('nulls_first', None)
    return parsed
sys.exit(0 if tree('duckdb') == tree('trino') == tree('spark') else 1)
`;
const same = (text: string) => run('/usr/bin/python3', ['-c', SAME, text]);

it.each(QUERIES)('%s', (name) => {
  for (const text of statements(name)) expect(same(text)).toEqual({ status: 0, stdout: '', stderr: '' });
});

it('tells what only looks alike', () => {
  expect(same('SELECT approx_percentile(p50_ns, 0.5) FROM latency').status).toBe(1);
});
