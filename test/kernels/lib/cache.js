/** Where downloads and built guests stay: outside the tree, safe to delete. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const BASE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hgm-probe', 'kernels');

export const cached = (...path) => join(BASE, ...path);

/** A folder in the cache, made if missing. */
export function cachedFolder(...path) {
  const folder = cached(...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A file or folder that `make` fills once: built beside its place and moved there whole. */
export function once(path, make) {
  if (existsSync(path)) return path;
  const fresh = `${path}.new-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  make(fresh);
  renameSync(fresh, path);
  return path;
}

export const digest = (file, algorithm = 'sha256', encoding = 'hex') =>
  createHash(algorithm).update(readFileSync(file)).digest(encoding);
