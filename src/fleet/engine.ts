/** DuckDB, shut in: one private folder, no network, no extension, no more memory than is said here. */
import { realpathSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, JS } from '@duckdb/node-api';
import { EXIT } from '../ground/exit.js';
import { Fault, usageFault } from '../ground/fault.js';
import { temporaryFolder } from './private-folder.js';

/** What was tried with this version of the tool; package.json has the range. */
const TRIED = '1.5.4-r.1';

/** Each has its own buffers, some 100 MiB of them beside what is limited here: with two all fits into 512 MiB. */
const MAX_THREADS = 2;
const MEMORY_MIB = 300;

export type Row = Record<string, JS>;
export type Value = string | number | null;

export interface Engine {
  /** A folder of this process alone, removed by `close` or with the process. */
  readonly folder: string;
  readonly connection: DuckDBConnection;
  /** From here on no other file can be opened and no setting changed. Called before anything else is asked. */
  shutIn(readable: readonly string[]): Promise<void>;
  run(sql: string): Promise<void>;
  /** Rows as plain values: whole numbers that fit are numbers. */
  rows<T = Row>(sql: string): Promise<T[]>;
  /** Adds rows to a table, as they are. */
  append(table: string, rows: readonly (readonly Value[])[], catalog?: 'fleet' | 'temp'): Promise<void>;
  close(): void;
}

/**
 * @param writable folders besides the private one that the engine may write into
 * @throws Fault: 64 where DuckDB is not installed, 74 where no temporary folder can be made
 */
export async function openEngine(writable: readonly string[] = []): Promise<Engine> {
  const { DuckDBInstance } = await load();
  const { path: folder, remove } = temporaryFolder();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(Math.min(MAX_THREADS, availableParallelism())),
    memory_limit: `${MEMORY_MIB}MiB`,
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  // Compressed: a million hosts then fit beside what reading needs.
  await connection.run("ATTACH ':memory:' AS fleet (COMPRESS); USE fleet; SET TimeZone = 'UTC'");
  return {
    folder,
    connection,
    async shutIn(readable) {
      const list = (paths: readonly string[]): string => `[${paths.map(literal).join(', ')}]`;
      await connection.run(
        `SET allowed_directories = ${list([folder, ...writable].map((path) => realpath(path)))}`,
      );
      // A link is followed before it is looked for here.
      await connection.run(`SET allowed_paths = ${list(readable.map((path) => realpath(path)))}`);
      await connection.run('SET enable_external_access = false; SET lock_configuration = true');
    },
    run: async (sql) => void (await connection.run(sql).catch(ranOut)),
    rows: async <T>(sql: string) => {
      const reader = await connection.runAndReadAll(sql).catch(ranOut);
      return reader.getRowObjectsJS().map(plain) as T[];
    },
    async append(table, rows, catalog = 'fleet') {
      if (rows.length === 0) return;
      const appender = await connection.createAppender(table, 'main', catalog);
      for (const row of rows) {
        for (const value of row)
          if (value === null) appender.appendNull();
          else if (typeof value === 'string') appender.appendVarchar(value);
          else appender.appendBigInt(BigInt(value));
        appender.endRow();
      }
      try {
        appender.closeSync();
      } catch (error) {
        ranOut(error);
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
      remove();
    },
  };
}

/**
 * DuckDB says in words alone that memory or disk is at an end. Where what it holds can't be moved out, it calls that out
 * of memory, too.
 *
 * @throws Fault (74) for that, and anything else as it is
 */
function ranOut(error: unknown): never {
  const said = error instanceof Error ? error.message : String(error);
  if (/No space left|out of disk|max_temp_directory_size|failed to offload/i.test(said))
    throw outOfDisk(error);
  if (!/Out of Memory|bad_alloc/i.test(said)) throw error;
  throw new Fault(EXIT.io, OUT_OF_MEMORY, { cause: error });
}

const OUT_OF_MEMORY =
  `out of memory: ${MEMORY_MIB} MiB and what was kept in ${tmpdir()} did not do; name fewer files at once, or set TMPDIR ` +
  'to a folder with more room';

/** What ran out, where, and what helps. */
export const outOfDisk = (cause: unknown): Fault =>
  new Fault(
    EXIT.io,
    `out of disk: what does not fit into memory is kept in ${tmpdir()}; set TMPDIR to a folder with more room`,
    { cause },
  );

/** A string as SQL writes one. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function load(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw usageFault(
      `the fleet commands need DuckDB, which is not installed or does not load here (${firstLine(error)}); ` +
        `run npm install --global @duckdb/node-api@${TRIED}`,
    );
  }
}

const firstLine = (error: unknown): string => String((error as Error).message).split('\n')[0] ?? '';

/** What was kept from a stream has no name but that of its descriptor; what is gone by now is refused in time. */
function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, unbig(value)]));
}

function unbig(value: JS): JS {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(unbig);
  return value;
}
