/** The reports below a directory, by their names, and what of that name is none that can be read. */
import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { escaped } from '../../ground/escape.js';
import { errnoWords } from '../../ground/fault.js';
import { kindOf } from '../../input/regular.js';
import { ofFile } from './bad.js';

/** Names that a directory is searched for; a file named on the command line may be called anything. */
const WANTED = /\.(json|ndjson|jsonl|parquet)(\.gz|\.zst)?$/;

export interface Listing {
  /** In the order of their names. */
  files: string[];
  passed: { path: string; why: string }[];
}

/** Links are followed, each directory once. */
export function listing(directory: string): Listing {
  const found: Listing = { files: [], passed: [] };
  walk(directory, found, new Set());
  found.files.sort();
  return found;
}

function walk(directory: string, found: Listing, seen: Set<string>): void {
  const pass = (path: string, error: unknown): void =>
    void found.passed.push({ path, why: errnoWords(ofFile(error, path)) });
  try {
    const { dev, ino } = statSync(directory);
    if (seen.has(`${dev}:${ino}`)) return;
    seen.add(`${dev}:${ino}`);
    for (const entry of entries(directory)) {
      const name = entry.name.toString();
      const path = join(directory, name);
      if (name.startsWith('.')) continue;
      const wanted = WANTED.test(name);
      if (!wanted && !entry.isDirectory() && !entry.isSymbolicLink()) continue;
      if (!isUtf8(entry.name)) {
        const bytes = escaped(entry.name.toString('latin1'), 255);
        found.passed.push({ path: join(directory, bytes), why: 'its name is not UTF-8' });
        continue;
      }
      try {
        const kind = kindOf(statSync(path));
        if (kind === 'a directory') walk(path, found, seen);
        else if (wanted && kind === null) found.files.push(path);
        else if (wanted) found.passed.push({ path, why: `${kind}, not read` });
      } catch (error) {
        if (wanted) pass(path, error);
      }
    }
  } catch (error) {
    pass(directory, error);
  }
}

/** As bytes: of a name that is not UTF-8 nothing else leads back to the file. */
const entries = (directory: string): Dirent<Buffer>[] =>
  readdirSync(directory, { withFileTypes: true, encoding: 'buffer' }) as unknown as Dirent<Buffer>[];
