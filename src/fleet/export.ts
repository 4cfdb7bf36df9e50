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

export interface Exported {
  table: string;
  rows: number;
  files: number;
}

/** Where the tables are written before they are moved to their place: in the folder that they are for. */
export const stagingIn = (folder: string): PrivateFolder =>
  privateFolder(openFolder(folder, true), '.hgm-probe-export-');

/** Adds to what the folder has, whole files at a time; `staging` is a folder that the engine may write into. */
export async function exportFleet(engine: Engine, folder: string, staging: string): Promise<Exported[]> {
  const done: Exported[] = [];
  for (const [table, columns] of TABLES) {
    const to = join(staging, table);
    mkdirSync(to);
    // The day only: a partition by kernel or host would be thousands of files.
    await engine.run(
      `COPY (SELECT ${columns}, strftime(collected_at, '%Y-%m-%d') AS date FROM ${table}) TO ${literal(to)}
         (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (date), FILENAME_PATTERN 'hgm-probe-{uuid}', OVERWRITE_OR_IGNORE)`,
    );
    const [count] = await engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
    done.push({ table, rows: count?.rows ?? 0, files: move(to, join(folder, table)) });
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
