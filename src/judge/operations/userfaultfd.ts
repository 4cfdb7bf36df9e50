import { featureName, NAMED_FEATURES, RFC_HGM_BIT } from '../../capabilities/families/features.js';
import { ioctlName } from '../../capabilities/ioctls.js';
import type { Hgm, Userfaultfd } from '../../report/contract.js';
import { type Context, offers } from '../context.js';
import { bits, experiment, mask, succeeded } from '../lookup.js';
import { namelessBits } from './features.js';

const hex = (mask: bigint | null): string | null => (mask === null ? null : `0x${mask.toString(16)}`);

/** What RFC v1 and v2 called bit 13, which mainline gave to WP_UNPOPULATED in 6.4. */
const HGM_FEATURE = 'MINOR_HUGETLBFS_HGM';

/** Whether behaviour showed a kernel of the RFCs, where bit 13 is theirs. */
export function isRfc({ dialect, reason }: Pick<Hgm, 'dialect' | 'reason'>): boolean {
  return dialect === 'rfc-v1' || dialect === 'rfc-v2' || reason === 'compiled_out';
}

/** What UFFDIO_API said, decoded. */
export function judgeUserfaultfd(context: Context, hgm: Pick<Hgm, 'dialect' | 'reason'>): Userfaultfd {
  const { features, ioctls } = context.offer;
  const offered = bits(features ?? 0n);
  const nameless = namelessBits(context);
  const isNamed = (bit: number): boolean =>
    bit < NAMED_FEATURES && (!nameless.has(bit) || (bit === RFC_HGM_BIT && isRfc(hgm)));
  const nameOf = (bit: number): string =>
    ioctlName(bit, (feature) => offers(context, feature) === true && !nameless.has(feature));
  const { modes, allowed } = registered(context);
  return {
    features: hex(features),
    featureNames: offered
      .filter(isNamed)
      .map((bit) => (bit === RFC_HGM_BIT && isRfc(hgm) ? HGM_FEATURE : featureName(bit))),
    unnamedBits: offered.filter((bit) => !isNamed(bit)),
    ioctls: hex(ioctls),
    ioctlNames: bits(ioctls ?? 0n).map(nameOf),
    unnamedModes: bits(modes),
    unnamedIoctls: bits(allowed).filter((bit) => nameOf(bit) === `bit${bit}`),
  };
}

/** Of a step that tries a mode by its bit: `mode5`. */
const MODE = 'mode';

/** What UFFDIO_REGISTER took of modes without a name, and allowed in whatever mode, on all memory together. */
function registered({ columns, observations }: Context): { modes: bigint; allowed: bigint } {
  const calls = columns.flatMap(({ memory }) => experiment(observations, 'register', memory)?.calls ?? []);
  const taken = calls.filter((call) => succeeded(call) && call.step.startsWith(MODE));
  const sum = (masks: readonly (bigint | null)[]): bigint =>
    masks.filter((each) => each !== null).reduce((all, each) => all | each, 0n);
  return {
    modes: sum(taken.map(({ step }) => 1n << BigInt(step.slice(MODE.length)))),
    allowed: sum(calls.filter(succeeded).map((call) => mask(call, 'ioctls'))),
  };
}
