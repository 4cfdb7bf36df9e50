/** The fleet as long Parquet tables, for engines that read more than one machine can. */
import { closeSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
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
const literalDay = (moment: string): string => `strftime(${moment}, '%Y-%m-%d')`;
/** Each has a file open and a row group in memory. */
const DAYS_AT_ONCE = 32;
/** Less than DuckDB's own, so that few rows wait in memory. */
const ROW_GROUP = 20_480;

export interface Exported {
  table: string;
  rows: number;
  files: number;
}

/** Where the tables are written before they are moved to their place: in the folder that they are for. */
export const stagingIn = (folder: string): PrivateFolder =>
  privateFolder(openFolder(folder, true), '.hgm-probe-export-');

/**
 * Adds to what the folder has, whole files at a time; `staging` is a folder that the engine may write into. A few days
 * after the other: all at once would keep rows of each day in memory.
 */
export async function exportFleet(engine: Engine, folder: string, staging: string): Promise<Exported[]> {
  const days = await engine.rows<{ day: string; after: string }>(
    `SELECT ${literalDay('min(collected_at)')} AS day, ${literalDay("max(collected_at) + INTERVAL '1 day'")} AS after
     FROM host GROUP BY ${DAY} ORDER BY 1`,
  );
  const done: Exported[] = [];
  for (const [table, columns] of TABLES) {
    let rows = 0;
    const to = join(staging, table);
    mkdirSync(to);
    for (let at = 0; at < days.length; at += DAYS_AT_ONCE) {
      const some = days.slice(at, at + DAYS_AT_ONCE);
      // The day only: a partition by kernel or host would be thousands of files.
      const [count] = await engine.rows<{ Count: number }>(
        `COPY (SELECT ${columns}, ${DAY} AS date FROM ${table}
           WHERE collected_at >= '${some[0]?.day}'::TIMESTAMPTZ AND collected_at < '${some.at(-1)?.after}'::TIMESTAMPTZ)
         TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}, PARTITION_BY (date),
           FILENAME_PATTERN 'hgm-probe-{uuid}', OVERWRITE_OR_IGNORE)`,
      );
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
