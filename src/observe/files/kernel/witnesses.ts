/** All that speaks of HGM without exercising it. Witnesses corroborate; none of them decides. */

import type { SymbolWitness, Witnesses } from '../../observations.js';
import type { Root } from '../caller/root.js';
import { readSmapsPteMapped } from '../memory/smaps.js';
import { readBtf } from './btf.js';
import { readHgmFiles } from './hgm-files.js';
import { readKallsyms } from './kallsyms.js';
import { readKconfig } from './kconfig.js';

export function readWitnesses(root: Root = '/', release?: string): Witnesses {
  return {
    kconfig: readKconfig(root, release),
    symbols: readSymbols(root),
    smapsPteMapped: readSmapsPteMapped(root),
    hgmFiles: readHgmFiles(root),
  };
}

/** kallsyms costs ten times as much, and is asked only where BTF has no answer. */
function readSymbols(root: Root): SymbolWitness[] {
  const btf = readBtf(root);
  return btf.readable ? [btf] : [btf, readKallsyms(root)];
}
