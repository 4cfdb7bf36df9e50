/** Finds files. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Files below a folder whose name matches, as sorted absolute paths; none if the folder is missing.
 * Folders called build or node_modules are left out.
 */
export function filesBelow(folder, pattern = /./) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const found = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'build' && entry.name !== 'node_modules') found.push(...filesBelow(path, pattern));
    } else if (pattern.test(entry.name)) {
      found.push(path);
    }
  }
  return found.sort();
}
