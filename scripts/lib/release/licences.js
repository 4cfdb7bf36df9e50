/** The licences of what only the single file has inside. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeOf } from './targets.js';

/** Node's own, which names each library in it, as a part of THIRD_PARTY_LICENSES. */
export function nodeLicence(target) {
  const text = readFileSync(join(dirname(dirname(nodeOf(target))), 'LICENSE'), 'utf8');
  return `\n${'-'.repeat(80)}\n\nNode.js ${target.node.version} (MIT), with what is inside it\n\n${text}`;
}
