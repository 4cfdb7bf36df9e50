/** A stock 6.18 on x86-64 as root: 64 free 2M pages, of which one may be borrowed, and no 1G pages. */
import type { Call, Experiment, Observations, Pool } from '../../../src/observe/observations.js';
import { fromSamples } from '../../../src/recording/samples.js';
import { control, G1, huge, K4, look, M2, no, ok, ready, run, setup } from './build.js';

const OFFER = { features: '0x1ffff', ioctls: '0x8000000000000003' };

const pool = (pageBytes: number, pages: number): Pool => ({
  pageBytes,
  total: pages,
  free: pages,
  reserved: 0,
  surplus: 0,
  overcommit: 0,
  nodes: [{ node: 0, total: pages, free: pages, surplus: 0 }],
  demote: pageBytes === G1,
  demoteBytes: null,
});

const ways = run('ways', [
  ok('device_open'),
  ok('device_new'),
  ok('user_mode_only'),
  no('bad_flags', 'EINVAL', {}, 'control'),
  ok('syscall'),
]);

const kernelFaults = (way: string, served: boolean): Experiment =>
  run(`kernel_faults.${way}`, [
    setup('open'),
    setup('api'),
    setup('map'),
    setup('register'),
    served ? ok('read', {}, 'test', 1) : no('read', 'EFAULT'),
    look('event', { delivered: served ? 1 : 0 }),
  ]);

function api(): Experiment {
  const bits = Array.from({ length: 19 }, (_, bit): Call => {
    if (bit > 16) return no(`bit${bit}`, 'EINVAL');
    const enabled = (1n << BigInt(bit)) | (1n << 31n) | (bit === 15 ? 1n << 13n : 0n);
    return ok(`bit${bit}`, { ...OFFER, enabled: `0x${enabled.toString(16)}` });
  });
  return run('api', [setup('open_user_mode'), ok('offer', OFFER), ...bits]);
}

const REGISTERS: Record<
  string,
  readonly [missing: string, wp: string, minor: string | null, all: string | null]
> = {
  anonymous: ['0x13c', '0x17c', null, null],
  shmem: ['0x13c', '0x17c', '0x1bc', '0x1fc'],
  hugetlb: ['0x10c', '0x14c', '0x18c', '0x1cc'],
};

function register(memory: string, pageBytes: number | null): Experiment {
  const [missing, wp, minor, all] = REGISTERS[memory.replace(/-.*/, '')] as (typeof REGISTERS)[string];
  const mode = (step: string, ioctls: string | null) => (ioctls ? ok(step, { ioctls }) : no(step, 'EINVAL'));
  const calls = [
    mode('missing', missing),
    mode('wp', wp),
    mode('minor', minor),
    no('rwp', 'EINVAL'),
    mode('all', all),
  ];
  return run('register', [setup('map'), ...calls, no('sum', 'EINVAL')], { memory, pageBytes });
}

/** The call taken at the base page, and seen. */
const works = (id: string, memory: string, out = {}): Experiment =>
  run(id, [...ready(), ok('base', out), look('base_effect', { changed: 1 })], { memory });

const advice = (id: string, memory: string, step = 'base'): Experiment =>
  run(id, [control('range'), ok(step), look(`${step}_effect`, { changed: 1 })], { memory });

function plain(memory: 'anonymous' | 'shmem'): Experiment[] {
  const file = memory === 'shmem';
  const refusedRwp = run('rwprotect', [...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')], {
    memory,
  });
  const refusedMove = run('move', [control('form', { done: K4 }), ...ready('0x13c'), no('base', 'EINVAL')], {
    memory,
  });
  return [
    register(memory, null),
    ...(file ? [works('continue', memory, { done: K4 }), advice('remove', memory)] : []),
    works('copy', memory, { done: K4 }),
    works('zeropage', memory, { done: K4 }),
    works('poison', memory, { done: K4 }),
    works('writeprotect', memory),
    refusedRwp,
    file ? refusedMove : works('move', memory, { done: K4 }),
    works('wake', memory),
    advice('dontneed', memory),
    run('populate', [control('range'), ok('base'), look('base_effect', { changed: 1 }), ok('read_base')], {
      memory,
    }),
    advice('collapse', memory, 'huge'),
    isolation(memory),
    regain(memory),
    run('split', [control('range'), no('len0', 'EINVAL'), no('whole', 'EINVAL')], { memory }),
  ];
}

/** With THP of shmem switched off: nothing comes beside what is filled. */
function isolation(memory: string): Experiment {
  const ways = memory === 'shmem' ? ['alias', 'continue', 'copy'] : ['copy'];
  const calls = [...ways, ...ways.map((way) => `${way}_advised`)].flatMap((name) => [
    control(`${name}_filled`, { byte: 69 }),
    ok(`${name}_neighbour`, { signal: 'SIGBUS', offset: 24_576 }),
  ]);
  return run('isolation', [...ready(), ...calls], { memory });
}

function regain(memory: string): Experiment {
  const ways = memory === 'shmem' ? ['continue', 'copy'] : ['copy'];
  const calls = ways.flatMap((name) => [
    control('range'),
    look(`served_${name}`, { changed: 0, hugeBytes: 0 }),
    ok(`${name}_registered`),
    look(`${name}_bytes`, { wrongPages: 0 }),
    look(`${name}_effect`, { changed: 1, hugeBytes: M2 }),
  ]);
  return run('regain', [...ready(), ...calls], { memory });
}

const fstatfs = (pageBytes: number): Call =>
  control('fstatfs', { type: '0x958458f6', blockBytes: pageBytes });

/** One dialect on a hole: stopped at the alignment check, or at its opt-in and there. */
export function hole(pageBytes: number, dialect: 'rfc-v1' | 'rfc-v2' | 'madv-split'): Experiment {
  const optIn = dialect === 'madv-split' ? [no('opt_in', 'EINVAL', {}, 'setup')] : [];
  const between = pageBytes > M2 ? [no('continue_2M', 'EINVAL', { mapped: -22 })] : [];
  return run(
    'hgm_hole',
    [
      fstatfs(pageBytes),
      setup('map'),
      setup('open_user_mode'),
      setup('api'),
      ...optIn,
      setup('register', { ioctls: '0x18c' }),
      no('continue_base', 'EINVAL', { mapped: -22 }),
      ...between,
      no('continue_whole', 'EFAULT', { mapped: -14 }, 'control'),
    ],
    { ...huge(pageBytes), dialect },
  );
}

/** The proof on a kernel without HGM. */
function proof(pageBytes: number, dialect: 'rfc-v1' | 'rfc-v2' | 'madv-split'): Experiment {
  return run(
    'hgm_proof',
    [
      fstatfs(pageBytes),
      ...['alias', 'map', 'store', 'open_user_mode', 'api', 'register'].map((step) => setup(step)),
      control('continue_whole', { mapped: pageBytes }),
      no('base_on_whole', 'EINVAL', { mapped: -22 }),
      setup('unmap_whole'),
      no('continue_base', 'EINVAL', { mapped: -22 }),
    ],
    { ...huge(pageBytes), dialect },
  );
}

const DIALECTS = ['rfc-v1', 'rfc-v2', 'madv-split'] as const;

/** Refused at the base page, and where a page is lent, taken at the huge page. */
function operations(pageBytes: number, borrowed: boolean): Experiment[] {
  const where = huge(pageBytes);
  const whole = (done: object) => [ok('huge', { ...done }), look('huge_effect', { changed: 1 })];
  const refused = (id: string, out: object, ...rest: Call[]) =>
    run(
      id,
      [...ready('0x13c'), control('form'), ...ready('0x10c'), no('base', 'EINVAL', { ...out }), ...rest],
      where,
    );
  const minus = { done: -22 };
  const lent = (calls: Call[]) => (borrowed ? calls : []);
  const advised = (id: string, calls: Call[]) => run(id, [control('range'), ...lent(calls)], where);
  const effect = (out = {}) => look('base_effect', { changed: 1, ...out });
  return [
    refused('continue', minus, ...lent(whole({ done: pageBytes }))),
    refused('copy', minus, ...lent(whole({ done: pageBytes }))),
    refused('zeropage', minus, ...lent([no('huge', 'EINVAL', minus)])),
    refused('poison', minus, ...whole({ done: pageBytes })),
    refused('writeprotect', {}, ...(borrowed ? whole({}) : [ok('huge')])),
    run('rwprotect', [...ready().slice(0, 3), no('register', 'EINVAL', {}, 'setup')], where),
    refused('move', minus, no('huge', 'EINVAL', minus)),
    run('wake', [...ready(), ok('base'), ...lent([effect()])], where),
    advised('dontneed', [ok('base'), look('base_effect', { changed: 0 }), ...whole({})]),
    advised('remove', [ok('base'), effect({ freedBytes: 0 }), ...whole({})]),
    advised('populate', [ok('base'), effect({ allocatedBytes: pageBytes }), ok('read_base'), ...whole({})]),
  ];
}

function hugetlb(pageBytes: number, borrowed: boolean): Experiment[] {
  const where = huge(pageBytes);
  const refusals = ['len0', 'whole', 'unaligned', 'odd_length', 'middle'].map((step) => no(step, 'EINVAL'));
  const untouched = look('vmas_whole', { vmas: 1, hm: 0 });
  return [
    register(String(where.memory), pageBytes),
    ...operations(pageBytes, borrowed),
    run('split.shared', [fstatfs(pageBytes), control('range'), ...refusals, untouched], where),
    run('split.private', [fstatfs(pageBytes), control('range'), ...refusals], where),
    run('hgm_collapse', [fstatfs(pageBytes), control('range'), no('collapse', 'EINVAL')], where),
    ...DIALECTS.map((dialect) => hole(pageBytes, dialect)),
    ...(borrowed ? DIALECTS.map((dialect) => proof(pageBytes, dialect)) : []),
  ];
}

const samples = (n: number, from: number) => Array.from({ length: n }, (_, i) => from + (i % 50));

const timed: Experiment[] = [
  run('time.floor', [look('clock', { source: 'clock_gettime(CLOCK_MONOTONIC)' })], {
    series: [
      fromSamples('clock_pair', 0, 90, samples(1000, 20)),
      fromSamples('ioctl_floor', 0, 900, samples(1000, 230)),
    ],
  }),
  run('time.continue', ready(), {
    memory: 'shmem',
    series: [fromSamples('continue.base', K4, 4000, samples(1000, 800))],
  }),
  run('time.continue', ready(), {
    ...huge(M2),
    series: [fromSamples('continue.huge', M2, 9000, samples(1000, 1100))],
  }),
  run('time.fault', ready(), {
    memory: 'shmem',
    series: [fromSamples('fault.poll', K4, 30_000, samples(1000, 9000))],
  }),
  run('time.fault', ready(), {
    ...huge(M2),
    series: [fromSamples('fault.poll', M2, 40_000, samples(1000, 10_000))],
  }),
  ...['shmem', 'anonymous'].map((memory) =>
    run('time.regain', ready(), {
      memory,
      series: [fromSamples('regain.huge', M2, 1_200_000, samples(20, 400_000))],
    }),
  ),
  run('time.copy', ready(), {
    memory: 'anonymous',
    series: [fromSamples('copy.base', K4, 9000, samples(500, 1200))],
  }),
  run('time.memcpy', [], {
    series: [
      fromSamples('memcpy', K4, 900, samples(1000, 300)),
      fromSamples('memcpy', M2, 900_000, samples(1000, 200_000)),
    ],
  }),
  run('time.thp_split', [], {
    memory: 'anonymous',
    series: [fromSamples('thp_split', M2, 90_000, samples(30, 30_000))],
  }),
  ...DIALECTS.map((dialect) =>
    run('time.hgm', [...ready(), no('continue_base', 'EINVAL', { mapped: -22 })], { ...huge(M2), dialect }),
  ),
];

export const STOCK: Observations = {
  format: 1,
  toolVersion: '0.1.0',
  collectedAt: '2026-11-23T04:00:00.000Z',
  host: {
    id: '0123456789abcdef0123456789abcdef',
    name: 'stock',
    arch: 'x86_64',
    basePageBytes: K4,
    bootId: '00000000-0000-4000-8000-000000000000',
    kernelRelease: '6.18.0-amd64',
    kernelBuild: '#1 SMP PREEMPT_DYNAMIC',
    cpuModel: 'CPU 1',
  },
  ranAs: {
    user: null,
    euid: 0,
    egid: 0,
    groups: [],
    capabilities: '0x1ffffffffff',
    initialUserNamespace: true,
    noNewPrivs: false,
    seccompMode: 0,
    lsmLabel: 'unconfined',
  },
  takenOn: null,
  layers: null,
  caller: null,
  users: [],
  settings: {
    unprivilegedUserfaultfd: 0,
    thp: 'always',
    shmemThp: 'advise',
    thpDefrag: null,
    thpSizes: null,
    bootParameters: null,
    hugetlbOptimizeVmemmap: 0,
    clocksource: 'tsc',
    deviceInProcMisc: true,
    deviceShown: null,
    kvm: null,
  },
  poolsBefore: [pool(M2, 64), pool(G1, 0)],
  poolsAfter: [pool(M2, 64), pool(G1, 0)],
  borrows: [
    { pageBytes: M2, decision: 'taken' },
    { pageBytes: G1, decision: 'none_free' },
  ],
  hugeLimits: {
    hugetlbCgroup: { version: 2, groups: [], complete: true },
    cpuset: '/',
    memsAllowed: [0],
    memoryPolicy: 'default',
  },
  latency: true,
  bench: null,
  witnesses: {
    kconfig: {
      path: '/boot/config-6.18.0-amd64',
      hgm: null,
      userfaultfd: 'y',
      hugetlb: 'y',
      landlock: null,
    },
    symbols: [
      { source: 'btf', path: '/sys/kernel/btf/vmlinux', readable: true, compiledIn: [], patched: [] },
      { source: 'kallsyms', path: '/proc/kallsyms', readable: true, compiledIn: [], patched: [] },
    ],
    smapsPteMapped: false,
    hgmFiles: ['/sys/kernel/vm/hugepages/hgm', '/sys/kernel/mm/hugepages/hgm'].map((path) => ({
      path,
      text: null,
      errno: 'ENOENT',
      truncated: false,
    })),
  },
  experiments: [
    ways,
    kernelFaults('device', true),
    kernelFaults('syscall', true),
    kernelFaults('user_mode_only', false),
    api(),
    ...plain('anonymous'),
    ...plain('shmem'),
    ...hugetlb(M2, true),
    ...hugetlb(G1, false),
    ...timed,
  ],
};
