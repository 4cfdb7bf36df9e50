/**
 * Whether a verdict has its grounds in the observations, by the facts alone: what a `supported` must have seen
 * succeed, and which controls an `absent` must have.
 */
import type { Call, Experiment, Observations } from '../../src/observe/observations.js';

const DIALECTS = ['rfc-v1', 'rfc-v2', 'madv-split'] as const;

interface Run {
  calls: Map<string, Call>;
  pageBytes: number;
}

/** An experiment's first call of each step, on hugetlb memory of that size and in that dialect. */
function seen({ experiments }: Observations, id: string, pageBytes: number, dialect: Experiment['dialect']) {
  const of = experiments.find(
    (one) => one.id === id && one.pageBytes === pageBytes && one.dialect === dialect,
  );
  const calls = new Map<string, Call>();
  for (const call of of?.calls ?? []) if (!calls.has(call.step)) calls.set(call.step, call);
  return { calls, pageBytes };
}

const errno = ({ calls }: Run, step: string): string | null => calls.get(step)?.errno ?? null;
const ok = ({ calls }: Run, step: string): boolean => (calls.get(step)?.ret ?? -1) >= 0;
const out = ({ calls }: Run, step: string, field: string) => calls.get(step)?.out[field];

/** On shmem a base-page CONTINUE always works, so the file must have said that it is hugetlbfs of this size. */
const isHuge = (run: Run): boolean =>
  ok(run, 'fstatfs') &&
  out(run, 'fstatfs', 'type') === '0x958458f6' &&
  out(run, 'fstatfs', 'blockBytes') === run.pageBytes;

/** The hole: past the alignment check with a base page, and with the whole page as everywhere. */
const holeIsGranular = (run: Run): boolean =>
  isHuge(run) &&
  errno(run, 'continue_base') === 'EFAULT' &&
  out(run, 'continue_base', 'mapped') === -14 &&
  errno(run, 'continue_whole') === 'EFAULT';

/** The base page mapped, its bytes read, its neighbour still faulting where it should. */
function isMapped(run: Run, base: number): boolean {
  const same = (step: string, a: string, b: string) =>
    out(run, step, a) !== undefined && out(run, step, a) === out(run, step, b);
  return (
    isHuge(run) &&
    ok(run, 'continue_whole') &&
    ok(run, 'continue_base') &&
    out(run, 'continue_base', 'mapped') === base &&
    same('load_base', 'byte', 'expected') &&
    out(run, 'load_neighbour', 'signal') === 'SIGBUS' &&
    same('load_neighbour', 'offset', 'expectedOffset')
  );
}

/** Why `supported` has no grounds on that size; null where it has. */
export function supportedWithout(of: Observations, pageBytes: number, proof: string): string | null {
  const granular = DIALECTS.filter((dialect) => holeIsGranular(seen(of, 'hgm_hole', pageBytes, dialect)));
  if (granular.length === 0) return 'no granular hole';
  const [first] = granular;
  const tried = seen(of, 'hgm_proof', pageBytes, first ?? null);
  if (proof === 'mapped') {
    return isMapped(tried, of.host.basePageBytes) ? null : 'mapped without a mapped base page';
  }
  if (tried.calls.has('continue_base')) return 'accepted though the proof was tried';
  const marker = seen(of, 'hgm_collapse', pageBytes, null);
  const refused = errno(marker, 'collapse') === 'EINVAL' && ok(marker, 'range') && isHuge(marker);
  return refused ? 'accepted though the marker refused' : null;
}

/** Whether a dialect was really refused, and not merely out of reach. */
function isRefused(of: Observations, pageBytes: number, dialect: Experiment['dialect']): boolean {
  const run = seen(of, 'hgm_hole', pageBytes, dialect);
  const missing = ok(seen(of, 'register', pageBytes, null), 'missing');
  const offer = of.experiments.find(({ id }) => id === 'api')?.calls.find(({ step }) => step === 'offer');
  const features = offer?.ret === 0 ? BigInt(offer.out.features ?? 0) : null;
  const lacks = (bit: number) => features !== null && ((features >> BigInt(bit)) & 1n) === 0n;
  const noMinor = missing && lacks(9);
  const refusals = ['EINVAL', 'ENOSYS'];
  const refused = (step: string) => refusals.includes(errno(run, step) ?? '');
  if (refused('api')) return noMinor || (dialect === 'rfc-v2' && lacks(13));
  if (refused('register')) {
    const off = dialect === 'rfc-v2' && ok(run, 'register_shmem') && ok(run, 'register_plain');
    return isHuge(run) && (noMinor || off);
  }
  return isHuge(run) && errno(run, 'continue_base') === 'EINVAL' && errno(run, 'continue_whole') === 'EFAULT';
}

/** No userfaultfd at all: ENOSYS from a kernel that nothing stands before, and no device in it. */
function hasNone({ experiments, ranAs, settings }: Observations): boolean {
  const calls = experiments.find(({ id }) => id === 'ways')?.calls ?? [];
  const said = (step: string) => calls.find((call) => call.step === step)?.errno;
  return (
    ranAs.seccompMode === 0 &&
    settings.deviceInProcMisc === false &&
    ['syscall', 'user_mode_only', 'bad_flags'].every((step) => said(step) === 'ENOSYS') &&
    said('device_open') === 'ENOENT'
  );
}

/** Why `absent` lacks a control on that size; null where it has all. */
export function absentWithout(of: Observations, pageBytes: number): string | null {
  const marker = seen(of, 'hgm_collapse', pageBytes, null);
  if (!['EINVAL', 'ENOSYS'].includes(errno(marker, 'collapse') ?? '')) return 'marker not refused';
  if (!ok(marker, 'range') || !isHuge(marker)) return 'marker without its controls';
  if (hasNone(of)) return null;
  const open = DIALECTS.find((dialect) => !isRefused(of, pageBytes, dialect));
  return open === undefined ? null : `${open} not refused`;
}
