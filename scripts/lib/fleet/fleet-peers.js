/**
 * Other ways to the counts by verdict, as shell commands over "$@" that print how many hosts they counted. Neither
 * looks for the newest document of a host.
 */
import { fileURLToPath } from 'node:url';

const STREAM = fileURLToPath(new URL('./fleet-stream.js', import.meta.url));
const total = "awk '{ hosts += $1 } END { print hosts }'";

export const PEERS = {
  jq: `zstd -dcq "$@" | jq -r .hgm.state | sort | uniq -c | ${total}`,
  'streaming Node': `zstd -dcq "$@" | '${process.execPath}' '${STREAM}'`,
};
