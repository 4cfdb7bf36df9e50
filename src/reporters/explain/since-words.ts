/** Since which kernel, and what a newer one would bring, in words. */
import type { CapabilityInfo } from '../../capabilities/capability.js';
import { type First, firstKernel, isRelease, NEWEST } from '../../capabilities/since.js';
import type { Kind } from '../../ground/memory.js';

type Kinds = readonly (Kind | null)[];

/** Every kernel that can be asked has userfaultfd, so nobody has to be told of that one. */
const USERFAULTFD = '4.3';

const NEVER = `no mainline kernel up to ${NEWEST}`;

const WORDS: Readonly<Record<string, string>> = {
  always: `older than userfaultfd (Linux ${USERFAULTFD})`,
  never: NEVER,
  nothing: 'this memory has no such thing',
};

/** `Linux 5.19; on arm64 Linux 6.10`, or one after the other where kinds of memory differ. */
export const sinceWords = (info: CapabilityInfo, kinds: Kinds): string =>
  together(
    kinds.map((kind) => [kind, onOne(info, kind)]),
    (kind, text) => `${kind}: ${text}.`,
  ).join(' ');

/** What to do where it is absent: nothing here may send somebody to a kernel that is there already. */
export const newer = (info: CapabilityInfo, kinds: Kinds): string[] =>
  together(
    kinds.flatMap((kind) => lack(info, kind).map((text) => [kind, text] as const)),
    (kind, text) => `On ${kind} ${text}.`,
  ).map((text) => (text.startsWith('On ') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`));

/** One text where all kinds of memory share it, else each with its memory. */
function together(
  said: readonly (readonly [Kind | null, string])[],
  apart: (kind: Kind, text: string) => string,
): string[] {
  const texts = [...new Set(said.map(([, text]) => text))];
  return texts.length === 1 ? texts : said.map(([kind, text]) => (kind === null ? text : apart(kind, text)));
}

function onOne(info: CapabilityInfo, kind: Kind | null): string {
  const { first, arm64 } = onEach(info, kind);
  return arm64 === first ? oneWord(first) : `${oneWord(first)}; on arm64 ${oneWord(arm64)}`;
}

const oneWord = (first: First): string =>
  isRelease(first) ? `Linux ${first}` : first === null ? 'not known' : (WORDS[first] ?? first);

function lack(info: CapabilityInfo, kind: Kind | null): string[] {
  const { first, arm64 } = onEach(info, kind);
  if (first === 'never') return info.action === undefined ? [`${NEVER} has it`] : [];
  if (!isRelease(first) || first === USERFAULTFD) return [];
  return [
    `a kernel before ${first}${arm64 === first ? '' : ` (arm64: ${arm64})`} lacks it, a newer one has it`,
  ];
}

const onEach = (info: CapabilityInfo, kind: Kind | null) => ({
  first: firstKernel(info, kind, 'x86_64'),
  arm64: firstKernel(info, kind, 'aarch64'),
});
