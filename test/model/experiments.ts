/** What each experiment sees on a kernel: an independent reading of the recorded facts. */
import type { Call, Dialect, Experiment } from '../../src/observe/observations.js';
import { call, continued, experiment, fstatfs, setup } from './calls.js';
import { DIALECTS, granular, hasMinor, isOn, type Kernel, offered, type Size } from './kernel.js';
import { open, ways } from './opening.js';

const hex = (mask: bigint): string => `0x${mask.toString(16)}`;
const answerOf = (kernel: Kernel) => ({ features: hex(offered(kernel)), ioctls: '0x8000000000000003' });
const BIT_13 = 13;

const offers = (kernel: Kernel, bit: number): boolean => ((offered(kernel) >> BigInt(bit)) & 1n) === 1n;

/** Each bit asked for alone. */
function api(kernel: Kernel): Experiment {
  const named = Array.from({ length: 19 }, (_, bit) => bit);
  const bits = kernel.unnamed === null ? named : [...named, kernel.unnamed];
  const bit = (each: number): Call => {
    const denied = each === 1 && !kernel.root ? 'EPERM' : null;
    // RWP_ASYNC is not to be had without RWP.
    const errno = offers(kernel, each) && each !== 18 ? denied : 'EINVAL';
    const out = errno === null ? { ...answerOf(kernel), enabled: hex(1n << BigInt(each)) } : {};
    return call(`bit${each}`, { errno, out });
  };
  return experiment('api', [...open(kernel), call('offer', { out: answerOf(kernel) }), ...bits.map(bit)]);
}

/** Registers memory in one mode after another. `minor`: whether this memory has a file and so minor faults. */
function register(kernel: Kernel, memory: string, pageBytes: number | null): Experiment {
  const minor = memory !== 'anonymous' && hasMinor(kernel);
  const mode = (step: string, ioctls: string | null): Call =>
    call(step, ioctls === null ? { errno: 'EINVAL' } : { out: { ioctls } });
  const calls = [
    ...(pageBytes === null ? [] : [fstatfs(pageBytes)]),
    setup('map'),
    ...open(kernel),
    mode('missing', '0x10c'),
    mode('wp', '0x14c'),
    mode('minor', minor ? '0x18c' : null),
    mode('rwp', kernel.release === '7.3' ? '0x30c' : null),
    mode('all', minor ? '0x1cc' : null),
  ];
  return experiment('register', calls, pageBytes, null, memory);
}

/** From an empty room to the registered memory, as a dialect asks for it. */
function registered(kernel: Kernel, size: Size, dialect: Dialect): Call[] {
  const off = dialect === 'rfc-v2' && kernel.patch === 'rfc-v2-off';
  const lacksBit = dialect === 'rfc-v2' && !offers(kernel, BIT_13);
  const splits = kernel.patch === 'madv-split' && size.hgm;
  const refused = off || !hasMinor(kernel);
  return [
    ...open(kernel),
    setup('api', lacksBit ? 'EINVAL' : null),
    ...(dialect === 'madv-split' ? [setup('opt_in', splits ? null : 'EINVAL')] : []),
    setup('register', refused ? 'EINVAL' : null),
    ...(refused ? controlsOf(off) : []),
  ];
}

/** The same descriptor on shmem, and another one on this memory: only a kernel compiled out takes both. */
const controlsOf = (taken: boolean): Call[] =>
  ['register_shmem', 'register_plain'].map((step) =>
    call(step, { role: 'control', errno: taken ? null : 'EINVAL' }),
  );

const refusedRegister = (calls: readonly Call[]): boolean =>
  calls.some(({ step, errno }) => step === 'register' && errno !== null);

function hole(kernel: Kernel, size: Size, dialect: Dialect): Experiment {
  const { pageBytes } = size;
  const errno = granular(kernel, size, dialect) ? 'EFAULT' : 'EINVAL';
  const before = registered(kernel, size, dialect);
  const calls = [
    setup('memfd'),
    fstatfs(pageBytes),
    setup('map'),
    ...before,
    ...(refusedRegister(before)
      ? []
      : [
          continued('continue_base', errno, kernel.basePageBytes),
          continued('continue_whole', 'EFAULT', pageBytes, 'control'),
        ]),
  ];
  return experiment('hgm_hole', calls, pageBytes, dialect);
}

function marker(kernel: Kernel, size: Size): Experiment {
  const collapses = isOn(kernel, size) !== (size.marker === 'odd');
  const errno = size.marker === 'ENOMEM' ? 'ENOMEM' : collapses ? null : 'EINVAL';
  const calls = [fstatfs(size.pageBytes), setup('map'), call('range', { role: 'control' })];
  return experiment('hgm_collapse', [...calls, call('collapse', { errno })], size.pageBytes);
}

/** The page is filled through an alias; where somebody took it first, the store is a SIGBUS. */
function filled({ pageBytes, stolen }: Size): Call[] {
  const store = stolen
    ? call('store', { role: 'setup', errno: 'EFAULT', out: { signal: 'SIGBUS' } })
    : setup('store');
  return [fstatfs(pageBytes), setup('alias'), setup('map'), store];
}

function proof(kernel: Kernel, size: Size, dialect: Dialect): Experiment {
  const { pageBytes } = size;
  const base = kernel.basePageBytes;
  const works = granular(kernel, size, dialect);
  const before = [...filled(size), ...registered(kernel, size, dialect)];
  const whole = [
    continued('continue_whole', null, pageBytes, 'control'),
    continued('base_on_whole', works ? 'EEXIST' : 'EINVAL', base),
    setup('unmap_whole'),
    continued('continue_base', works ? null : 'EINVAL', base),
  ];
  const look = (step: string, out: Call['out']): Call => call(step, { role: 'look', out });
  const mapped = [
    look('load_base', { byte: 69, expected: 69 }),
    look('load_neighbour', { signal: 'SIGBUS', offset: 6 * base, expectedOffset: 6 * base }),
    continued('again', 'EEXIST', base),
    call('collapse'),
    look('load_after_collapse', { byte: 70, expected: 70 }),
  ];
  const calls = refusedRegister(before)
    ? before.slice(0, -2)
    : [...before, ...whole, ...(works ? mapped : [])];
  return experiment('hgm_proof', calls, pageBytes, dialect);
}

/** All that a run does, for sizes of which a page is taken (`taken`) and others. */
export function experiments(kernel: Kernel, taken: (size: Size) => boolean): Experiment[] {
  return [
    experiment('ways', ways(kernel)),
    api(kernel),
    ...['anonymous', 'shmem'].map((memory) => register(kernel, memory, null)),
    ...kernel.sizes.flatMap((size) => [
      register(kernel, experiment('', [], size.pageBytes).memory ?? '', size.pageBytes),
      marker(kernel, size),
      ...DIALECTS.map((dialect) => hole(kernel, size, dialect)),
      ...(taken(size) ? DIALECTS.map((dialect) => proof(kernel, size, dialect)) : []),
    ]),
  ];
}
