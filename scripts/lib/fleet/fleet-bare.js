/** The summary as somebody would ask for it by hand: DuckDB, its defaults, no look at what the files hold. */
import { DuckDBInstance } from '@duckdb/node-api';

const files = process.argv.slice(2).map((path) => `'${path.replaceAll("'", "''")}'`);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`CREATE TABLE newest AS SELECT max_by({
    state: hgm.state, granule: hgm.granuleBytes, kernel: host.kernelRelease, arch: host.arch,
    gate: matrix."open.syscall".host, profiles: profiles}, collectedAt) AS one
  FROM read_json([${files.join(', ')}]) GROUP BY coalesce(host.id, host.name)`);
const answers = {};
for (const field of ['state', 'granule', 'kernel', 'arch', 'gate', 'profiles']) {
  const reader = await connection.runAndReadAll(
    `SELECT one.${field}::VARCHAR AS value, count(*)::INTEGER AS hosts FROM newest GROUP BY 1 ORDER BY 2 DESC`,
  );
  answers[field] = reader.getRowObjectsJson();
}
const hosts = answers.state.reduce((sum, row) => sum + row.hosts, 0);
console.log(JSON.stringify({ hosts, answers }));
