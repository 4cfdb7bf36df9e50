/** What the program of the experiments is asked, as native/program/request.h reads it. */
import type { NativeIdentity, NativePlan } from './addon.js';

/** The numbers that these two descriptors have in the program. */
const PROCESS = 3;
const ROOT = 4;

export function requestText(plans: readonly NativePlan[], identity: NativeIdentity | null): string {
  const who = identity === null ? [] : [identityLine(identity)];
  return [...who, ...plans.map(planLine)].map((line) => `${line}\n`).join('');
}

/** Fields that are 0 are left out: most of most plans. */
function planLine({ experiment, granules, ...rest }: NativePlan): string {
  const fields = Object.entries(rest)
    .map(([name, value]): [string, number] => [name, Number(value)])
    .filter(([, value]) => value !== 0);
  const words = [...fields, ...granules.map((size): [string, number] => ['granule', size])];
  return ['plan', `experiment=${experiment}`, ...words.map(([name, value]) => `${name}=${value}`)].join(' ');
}

function identityLine(identity: NativeIdentity): string {
  const numbers = [
    ...identity.uids,
    ...identity.gids,
    Number(identity.keepGroups),
    identity.process < 0 ? -1 : PROCESS,
    identity.root < 0 ? -1 : ROOT,
    identity.namespaces,
    identity.permitted,
    identity.effective,
    Number(identity.noNewPrivs),
    ...identity.groups,
  ];
  return `identity ${numbers.join(' ')}`;
}
