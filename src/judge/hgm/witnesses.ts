import { escaped } from '../../ground/escape.js';
import type { Observations, Pool, SymbolWitness, TextFile } from '../../observe/observations.js';
import type { Hgm, Witness } from '../../report/contract.js';

type Says = Witness['says'];
type Statement = Omit<Witness, 'agrees'>;

const MIB = 2 ** 20;

/** What stands written about HGM. It corroborates behaviour or contradicts it, and never decides. */
export function judgeWitnesses(observations: Observations, hgm: Hgm): Witness[] {
  const { witnesses, poolsBefore } = observations;
  const statements = [
    kconfig(observations),
    ...witnesses.symbols.map(symbols),
    smaps(witnesses.smapsPteMapped),
    demote(poolsBefore),
    hvo(observations, hgm),
    ...witnesses.hgmFiles.map(file),
  ];
  return statements.map((statement) => ({ ...statement, agrees: agrees(statement.says, hgm) }));
}

/** `patched` goes with both verdicts: the series with HGM compiled out answers as a stock kernel does. */
function agrees(says: Says, { state }: Hgm): boolean | null {
  if (says === 'nothing' || (state !== 'supported' && state !== 'absent')) return null;
  return says === 'patched' || (says === 'on') === (state === 'supported');
}

function kconfig({ witnesses }: Observations): Statement {
  const { path, hgm } = witnesses.kconfig;
  const where = path === null ? 'no kernel configuration to read' : escaped(path);
  if (hgm === null) {
    // A def_bool that is off leaves no line, so its lack says nothing of the patches.
    const detail = path === null ? where : `no HUGETLB_HIGH_GRANULARITY_MAPPING in ${where}`;
    return { id: 'kconfig', says: 'nothing', detail };
  }
  const detail = `CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=${hgm} in ${where}`;
  return { id: 'kconfig', says: hgm === 'y' ? 'on' : 'off', detail };
}

function symbols({ source: id, path, readable, compiledIn, patched }: SymbolWitness): Statement {
  if (!readable) return { id, says: 'nothing', detail: `${escaped(path)} is not readable` };
  if (compiledIn.length > 0) return { id, says: 'on', detail: names(compiledIn) };
  if (patched.length > 0) return { id, says: 'patched', detail: names(patched) };
  return { id, says: 'off', detail: `no name of the series in ${escaped(path)}` };
}

const names = (of: readonly string[]): string => escaped(of.join(' '));

function smaps(pteMapped: boolean | null): Statement {
  const id = 'smaps';
  if (pteMapped === null) return { id, says: 'nothing', detail: '/proc/self/smaps is not readable' };
  if (pteMapped) return { id, says: 'on', detail: 'HugetlbPteMapped in /proc/self/smaps' };
  return { id, says: 'nothing', detail: 'no HugetlbPteMapped in /proc/self/smaps; RFC v1 has none either' };
}

/** Patch 31 of the series takes the demotion order from the wrong neighbour, with HGM compiled out as well. */
function demote(pools: readonly Pool[]): Statement {
  const at = (bytes: number) => pools.find((pool) => pool.pageBytes === bytes)?.demote ?? null;
  const [small, large] = [at(2 * MIB), at(1024 * MIB)];
  if (small === null || large === null) {
    return { id: 'demote', says: 'nothing', detail: 'needs the directories of 2M and 1G pages' };
  }
  if (small && !large)
    return { id: 'demote', says: 'patched', detail: 'demote under 2048kB, not under 1048576kB' };
  return { id: 'demote', says: 'nothing', detail: 'demote stands as on stock kernels' };
}

/** Only v2 of the series excludes HVO, so the sysctl rules out that version and none of the others. */
function hvo({ settings }: Observations, { dialect }: Hgm): Statement {
  const id = 'hvo';
  if (settings.hugetlbOptimizeVmemmap === null) {
    return { id, says: 'nothing', detail: 'no vm.hugetlb_optimize_vmemmap' };
  }
  const version = dialect === 'madv-split' ? 'so this is v1 of the series' : 'so no v2 of the series';
  return { id, says: 'nothing', detail: `vm.hugetlb_optimize_vmemmap is there, ${version}` };
}

function file({ path, text, errno }: TextFile): Statement {
  const id = `file:${escaped(path)}`;
  if (text === null) return { id, says: 'nothing', detail: String(errno) };
  // White space at the end was escaped with the rest when the file was read.
  const content = text.replace(/(?:\\x0[9a-d]|\s)+$/, '');
  const value = content.toLowerCase();
  const says = ON.has(value) ? 'on' : OFF.has(value) ? 'off' : 'nothing';
  return { id, says, detail: escaped(content) };
}

const ON = new Set(['1', 'y', 'on', 'enabled']);
const OFF = new Set(['0', 'n', 'off', 'disabled']);
