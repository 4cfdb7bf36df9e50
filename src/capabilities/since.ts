/** First mainline kernels by capability, memory and architecture: words for people, never a reason of a verdict. */
import type { Kind } from '../ground/memory.js';

type Release = `${number}.${number}`;

/**
 * First mainline kernel; `always` is older than userfaultfd (4.3), `never` is in none up to NEWEST, `nothing` makes
 * no sense on that memory. Null where it is not known.
 */
export type First = Release | 'always' | 'never' | 'nothing' | null;

export type Since = First | Readonly<Partial<Record<Kind, First>>>;

/** As `host.arch` of a report has them. */
export const ARCHITECTURES = ['x86_64', 'aarch64'] as const;

/** The newest mainline kernel that was looked at. */
export const NEWEST: Release = '7.3';

/** arm64 selects HAVE_ARCH_USERFAULTFD_WP since then (arch/arm64/Kconfig), x86-64 since 5.7; and so all that hangs on it. */
const WP_ON_ARM64: Release = '6.10';

/** What the words say for one cell; null for other architectures, whose history was not looked at. */
export function firstKernel(
  { since, writeProtection }: { since: Since; writeProtection?: boolean },
  kind: Kind | null,
  architecture: string,
): First {
  if (!ARCHITECTURES.some((known) => known === architecture)) return null;
  const first = since === null || typeof since === 'string' ? since : ((kind && since[kind]) ?? null);
  const later = writeProtection === true && architecture === 'aarch64' && isRelease(first);
  return later && isBefore(first, WP_ON_ARM64) ? WP_ON_ARM64 : first;
}

export const isRelease = (first: First): first is Release => first !== null && /^\d/.test(first);

/** Whether a kernel's release (`6.12.57+deb13-amd64`) or version is older than a version: 6.8 is older than 6.12. */
export function isBefore(release: string, version: string): boolean {
  const [old, now] = [numbers(release), numbers(version)];
  return old.major < now.major || (old.major === now.major && old.minor < now.minor);
}

/** `6` alone is 6.0. */
function numbers(release: string): { major: number; minor: number } {
  const [major, minor] = `${release}.0`.split(/[.-]/);
  return { major: Number.parseInt(String(major), 10), minor: Number.parseInt(String(minor), 10) };
}
