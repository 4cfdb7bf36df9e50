/** A stamp lies inside what was built, so that deleting the build deletes the claim that it is there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = (folder) => join(folder, '.stamp');

/** The hash that a folder was built from, or null. */
export function readStamp(folder) {
  try {
    return readFileSync(file(folder), 'utf8').trim();
  } catch {
    return null;
  }
}

export function writeStamp(folder, hash) {
  writeFileSync(file(folder), `${hash}\n`);
}
