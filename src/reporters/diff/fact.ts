import { featureName } from '../../capabilities/families/features.js';
import { ioctlName } from '../../capabilities/ioctls.js';
import type { FactChange } from '../../diff/contract.js';

/** include/uapi/linux/capability.h: what userfaultfd(2) asks for. */
const CAP_SYS_PTRACE = 19;

/** How the bits of a mask are called; without a name they are told by number. */
const NAMES: Readonly<Record<string, (bit: number) => string | null>> = {
  'userfaultfd.features': featureName,
  'userfaultfd.ioctls': (bit) => ioctlName(bit, () => true),
  'ranAs.capabilities': (bit) => (bit === CAP_SYS_PTRACE ? 'CAP_SYS_PTRACE' : null),
};

/** `0 → 1`; a mask says more by the bits that came and went. */
export function factWords({ name, old, new: now }: FactChange): string {
  const plain = `${old ?? 'none'} → ${now ?? 'none'}`;
  const named = NAMES[name];
  if (named === undefined || typeof old !== 'string' || typeof now !== 'string') return plain;
  const [before, after] = [BigInt(old), BigInt(now)];
  const won = bits(after & ~before).map((bit) => named(bit) ?? `bit${bit}`);
  const lost = bits(before & ~after).map((bit) => named(bit) ?? `bit${bit}`);
  return [plain, ...told('with', won), ...told('without', lost)].join(', ');
}

/** More than these say less: the names come first, then how many others. */
const MOST = 6;

function told(word: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const first = [...names].sort((a, b) => Number(/^bit\d/.test(a)) - Number(/^bit\d/.test(b)));
  const shown =
    names.length > MOST ? [...first.slice(0, 1), `${names.length - 1} more`].join(' and ') : first.join(' ');
  return [`${word} ${shown}`];
}

/** Of the 64 that a mask has; a report is a stranger's. */
const bits = (mask: bigint): number[] =>
  Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n);
