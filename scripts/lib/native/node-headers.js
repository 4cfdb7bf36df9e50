/** Node's own headers, for the addon. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder that Node was installed to, if its headers lie there too; null means node-gyp fetches them. */
export function nodeFolder() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : null;
}

/** The folder of node_api.h: beside Node, or where node-gyp keeps what it fetched. */
export function headerFolder() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(nodeFolder() ?? join(cache, 'node-gyp', process.versions.node), 'include', 'node');
}
