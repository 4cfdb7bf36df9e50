/** The fleet as long Parquet tables, for engines that read more than one machine can. */
import { closeSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ioFault } from '../ground/fault.js';
import { inside, openFolder } from '../input/folder.js';
import { type Engine, literal } from './engine.js';
import { type PrivateFolder, privateFolder } from './private-folder.js';
import { HOST_COLUMNS } from './tables.js';

/** The host table comes last: a reader that joins from it finds the others complete. */
const TABLES: readonly [string, string][] = [
  ['capability', '*'],
  ['latency', '*'],
  ['host', HOST_COLUMNS.join(', ')],
];

/** Less than DuckDB's own, so that few rows wait in memory; and what is known of each group waits until its file ends. */
const PARTS = 'ROW_GROUP_SIZE 20480, ROW_GROUPS_PER_FILE 512';

export interface Exported {
  table: string;
  rows: number;
  files: number;
}

/** Where the tables are written before they are moved to their place: in the folder that they are for. */
export const stagingIn = (folder: string): PrivateFolder =>
  privateFolder(openFolder(folder, true), '.hgm-probe-export-');

/**
 * Adds to what the folder has, whole files at a time; `staging` is a folder that the engine may write into. A statement
 * for each day: where DuckDB is left to part the rows by day, it copies all of them and keeps some of each in memory.
 */
export async function exportFleet(engine: Engine, folder: string, staging: string): Promise<Exported[]> {
  const days = await engine.rows<{ day: string; after: string }>(
    `SELECT strftime(day, '%Y-%m-%d') AS day, strftime(day + INTERVAL '1 day', '%Y-%m-%d') AS after
     FROM (SELECT DISTINCT date_trunc('day', collected_at) AS day FROM report) ORDER BY 1`,
  );
  // In their order: else each statement would look at all reports. The names of series are taken apart once for all days.
  if (days.length > 1)
    await engine.run(
      `CREATE TABLE ordered AS SELECT * FROM report ORDER BY collected_at; DROP TABLE report;
       ALTER TABLE ordered RENAME TO report;
       CREATE TABLE named AS SELECT * FROM latency ORDER BY collected_at; DROP VIEW latency;
       ALTER TABLE named RENAME TO latency`,
    );
  const done: Exported[] = [];
  for (const [table, columns] of TABLES) {
    let rows = 0;
    for (const { day, after } of days) {
      // The day only: a partition by kernel or host would be thousands of files.
      const to = join(staging, table, `date=${day}`);
      mkdirSync(to, { recursive: true });
      const [count] = await engine.rows<{ Count: number }>(
        `COPY (SELECT ${columns} FROM ${table} WHERE collected_at >= '${day}'::TIMESTAMPTZ AND collected_at < '${after}'::TIMESTAMPTZ)
         TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd, ${PARTS}, FILENAME_PATTERN 'hgm-probe-{uuid}')`,
      );
      rows += count?.Count ?? 0;
      if (count?.Count === 0) rmSync(to, { recursive: true });
    }
    done.push({ table, rows, files: move(join(staging, table), join(folder, table)) });
  }
  return done;
}

function move(from: string, to: string): number {
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  try {
    for (const { parentPath, name } of files) {
      const folder = openFolder(join(to, relative(from, parentPath)), true);
      try {
        renameSync(join(parentPath, name), inside(folder, name));
      } finally {
        closeSync(folder.fd);
      }
    }
  } catch (error) {
    throw ioFault(`cannot write ${to}`, error);
  }
  return files.length;
}
