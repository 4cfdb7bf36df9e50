/** The fleet as long Parquet tables, for engines that read more than one machine can. */
import { randomUUID } from 'node:crypto';
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

const DAY = "strftime(collected_at, '%Y-%m-%d')";
/** Less than DuckDB's own, so that few rows wait in memory. */
const ROW_GROUP = 61_440;

export interface Exported {
  table: string;
  rows: number;
  files: number;
}

/** Where the tables are written before they are moved to their place: in the folder that they are for. */
export const stagingIn = (folder: string): PrivateFolder =>
  privateFolder(openFolder(folder, true), '.hgm-probe-export-');

/**
 * Adds to what the folder has, whole files at a time; `staging` is a folder that the engine may write into. One day after
 * the other: all at once would keep a row group of each day in memory.
 */
export async function exportFleet(engine: Engine, folder: string, staging: string): Promise<Exported[]> {
  const days = await engine.rows<{ day: string; hosts: number }>(
    `SELECT ${DAY} AS day, count(*) AS hosts FROM host GROUP BY 1 ORDER BY 1`,
  );
  const done: Exported[] = [];
  for (const [table, columns] of TABLES) {
    let rows = 0;
    const to = join(staging, table);
    for (const { day } of days) {
      // The day only: a partition by kernel or host would be thousands of files.
      const partition = join(to, `date=${day}`);
      mkdirSync(partition, { recursive: true });
      const path = join(partition, `hgm-probe-${randomUUID()}.parquet`);
      const [count] = await engine.rows<{ Count: number }>(
        `COPY (SELECT ${columns} FROM ${table} WHERE ${DAY} = ${literal(day)}) TO ${literal(path)}
           (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
      );
      if (count === undefined || count.Count === 0) rmSync(path, { force: true });
      rows += count?.Count ?? 0;
    }
    done.push({ table, rows, files: move(to, join(folder, table)) });
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
