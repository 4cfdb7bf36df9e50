/** The cells that one run of the tool should show, by name. A value is a state, or a state and what goes with it. */
import {
  ARRIVES_PROTECTED,
  ASKED_PLAINLY,
  DEMOTE,
  DEVICE,
  EXPOSED,
  FEATURES,
  ISOLATION,
  MACHINE,
  MINOR_HUGETLB,
  MINOR_SHMEM,
  MODES,
  OPERATIONS,
  OWN_UNTIL,
  PRIVATE,
  REGAIN,
  SERIES,
  SHOWN_BY_CALLS,
  SIZES,
  SIZES_OF_SHMEM,
  TRACKING,
  UNSEEN_BEFORE,
  USER_MODE_ONLY,
  WITHOUT_PAGE,
} from './expected.js';
import { isTriedUnderSettings } from './kernels.js';
import { addKvmRows, expectedPlain } from './kvm/cells.js';
import { isSince } from './series.js';

/**
 * `older` is a recording from before there were experiments for the features alone. `pool` is the size that has free pages (`2M`, `1G`) or `empty`; `privilege` is `root` or `nobody`; `situation` is how
 * /dev/kvm stands in a guest that may have it.
 */
export function expectedCells(kernel, run) {
  const { arch, facts, basePageBytes } = kernel;
  const { pool, privilege, thp = 'default', situation, timed: isTimed = true, older = false } = run;
  const series = SERIES.get(facts);
  const since = (version) => isSince(facts, version);
  const root = privilege === 'root';
  const sizes = SIZES[`${arch} ${basePageBytes}`];
  const memories = [
    ...['anonymous', 'shmem'].map((name) => ({ name, kind: name })),
    ...sizes.map((size) => ({ name: `hugetlb-${size}`, kind: 'hugetlb', hasPage: size === pool })),
  ];
  const cells = new Map([
    ['exit', '0'],
    ['stderr', ''],
    ['kernel log', ''],
    ['host', `${MACHINE[arch]} ${basePageBytes}`],
    ['features', series.features],
    ['ioctls', series.ioctls],
    ['feature names', FEATURES.filter((_, bit) => has(series.features, bit)).join(' ')],
    ['unnamed bits', ''],
    ['witnesses for HGM', ''],
    ['hgm', `absent ${since(MINOR_HUGETLB) ? 'refused' : 'no_minor_faults'}`],
  ]);
  for (const { name } of memories.filter(({ kind }) => kind === 'hugetlb')) {
    cells.set(`hgm ${name}`, cells.get('hgm'));
    cells.set(`hgm.collapse ${name}`, 'absent refused');
  }
  for (const { name } of memories) cells.set(`madv_split ${name}`, 'absent refused');
  cells.set('hgm.file', 'absent no_file');
  addWays(cells, { since, root, openToAll: series.openToAll });
  FEATURES.forEach((name, bit) => {
    const offered = has(series.features, bit);
    const hasPage = sizes.includes(pool);
    cells.set(`feature.${name.toLowerCase()}`, feature(name, { offered, root, hasPage, older }));
  });
  if (pool === '2M' && root && thp === 'default' && situation === undefined && !older)
    for (const name of ASKED_PLAINLY) cells.set(`plain feature ${name}`, 'yes');
  if (!older) addTracking(cells, memories, { since, amd64: arch === 'amd64' });
  if (!older) addServed(cells, memories, since);
  for (const { name, kind } of memories) {
    MODES.forEach((mode, index) => {
      cells.set(`register.${mode} ${name}`, registered(kind, mode, series.register[kind][index]));
    });
    for (const [id, row] of Object.entries(OPERATIONS)) addOperation(cells, id, row, { name, kind, since });
    if (kind !== 'hugetlb') cells.set(`move.huge ${name}`, wholeMove(name, { since, older }));
  }
  cells.set('isolation.base anonymous', 'supported');
  cells.set('isolation.base shmem', ISOLATION[thp]);
  for (const name of ['anonymous', 'shmem'])
    cells.set(`regain.huge ${name}`, since(REGAIN) ? 'supported works' : 'absent refused');
  if (thp !== 'default') addPlain(cells, { thp, since, basePageBytes });
  // A kernel that does not know the advice, where the switch would explain the refusal as well.
  if (thp === 'never' && !since(REGAIN))
    for (const id of ['collapse.huge', 'regain.huge'])
      for (const name of ['anonymous', 'shmem']) cells.set(`${id} ${name}`, 'unknown thp_off');
  for (const [cell, version] of Object.entries(UNSEEN_BEFORE)) {
    if (!since(version)) cells.set(cell, 'advertised accepted_not_observed');
  }
  for (const { name } of memories.filter((memory) => memory.hasPage === false)) {
    for (const [row, state] of Object.entries(WITHOUT_PAGE)) {
      const cell = `${row} ${name}`;
      const ioctl = /^(continue|writeprotect|rwprotect|track)/.test(row);
      if (cells.has(cell) && !(ioctl && cells.get(cell).startsWith('absent'))) cells.set(cell, state);
    }
  }
  // Who waits was seen to wake only on a page that was lent.
  if (older)
    for (const { name } of memories.filter((memory) => memory.hasPage === false))
      cells.set(`wake.base ${name}`, 'advertised accepted_not_observed');
  for (const size of sizes) cells.set(`ledger ${size}`, `${size === pool ? 1 : 0} given back`);
  addDemotion(cells, sizes, { since, tried: pool === '1G' && !root });
  // A vCPU where there is one: of the runs with KVM the one that is timed may use it.
  const faults = (name) => [
    `fault.poll ${name}`,
    ...(situation === undefined ? [] : [`fault.vcpu.poll ${name}`, `touch.vcpu ${name}`]),
  ];
  const timed = [
    `memcpy ${basePageBytes / 1024}K`,
    'memcpy 2M',
    ...faults('anonymous'),
    'copy.base anonymous',
    ...(since(MINOR_SHMEM) ? ['continue.base shmem', ...faults('shmem')] : []),
    ...(since(MINOR_HUGETLB) && sizes.includes(pool)
      ? [`continue.huge hugetlb-${pool}`, ...faults(`hugetlb-${pool}`)]
      : []),
  ];
  cells.set('timings', isTimed ? timed.join(', ') : '');
  if (situation !== undefined && isTimed) cells.set('left by kills', 'nothing');
  addKvmRows(cells, kernel, run, sizes);
  if (situation !== undefined)
    for (const [cell, answer] of expectedPlain(kernel, run)) cells.set(cell, answer);
  return cells;
}

/** A page of 1G becomes pages of the next size (mm/hugetlb.c, hugetlb_init_hstates). */
function addDemotion(cells, sizes, { since, tried }) {
  const MIB = { '64K': 1 / 16, '2M': 2, '32M': 32, '1G': 1024 };
  const [next] = sizes.filter((size) => size !== '1G').sort((a, b) => MIB[b] - MIB[a]);
  const there = since(DEMOTE) && sizes.includes('1G');
  cells.set('demote of 1G', there ? next : 'none');
  if (tried) cells.set('demoted', there ? `1048576 -1, ${MIB[next] * 1024} ${1024 / MIB[next]}` : 'no file');
}

/** How many cases a kernel is tried in: three pools, as root and as nobody, and settings of huge pages. */
export const casesOf = (kernel) =>
  isTriedUnderSettings(kernel) ? 6 + (isSince(kernel.facts, SIZES_OF_SHMEM) ? 4 : 3) : 6;

/** What plain programs of test/ways say: the same calls, and a post-copy in small. */
function addPlain(cells, { thp, since, basePageBytes }) {
  // A table of base pages holds as many entries of 8 bytes as fit in one.
  const pages = { none: 0, other: 1, rest: basePageBytes / 8 - 1 };
  const advised = ['', ' advised'];
  advised.forEach((word, at) => {
    cells.set(`plain isolation shmem alias${word}`, String(pages[EXPOSED[thp][at]]));
    cells.set(`plain isolation shmem copy${word}`, '0');
    cells.set(`plain isolation anonymous copy${word}`, '0');
    if (since(MINOR_SHMEM)) cells.set(`plain isolation shmem continue${word}`, '0');
  });
  const filled = ['shmem copy', 'anonymous copy', ...(since(MINOR_SHMEM) ? ['shmem continue'] : [])];
  for (const by of filled) cells.set(`plain regain ${by}`, since(REGAIN) ? 'registered' : 'EINVAL');
  cells.set('plain postcopy alias', EXPOSED[thp][0] === 'none' ? 'right' : 'wrong');
  cells.set(
    'plain postcopy continue',
    since(MINOR_SHMEM) ? 'right' : 'none:UFFDIO_REGISTER:_Invalid_argument',
  );
}

function addWays(cells, { since, root, openToAll }) {
  const gate = (name) => `not_permitted ${name}`;
  cells.set('open.syscall', root || openToAll ? 'supported' : gate('sysctl'));
  cells.set('open.user_mode_only', since(USER_MODE_ONLY) ? 'limited user_mode_only' : 'absent');
  const device = root ? 'supported' : gate('device_node');
  cells.set('open.device', since(DEVICE) ? device : 'absent');
  cells.set(
    'kernel_faults',
    root || openToAll ? 'supported' : gate(since(DEVICE) ? 'device_node' : 'sysctl'),
  );
}

function feature(name, { offered, root, hasPage, older }) {
  if (!offered) return 'absent not_offered';
  if (name === 'EVENT_FORK' && !root) return 'not_permitted capability';
  if (name === 'MINOR_HUGETLBFS' && !hasPage) return 'advertised no_page';
  if (name === 'MISSING_HUGETLBFS' && !hasPage && older) return 'advertised no_page';
  const byPage = name === 'MINOR_HUGETLBFS' || name === 'MISSING_HUGETLBFS';
  const shown = !older || SHOWN_BY_CALLS.includes(name) || byPage;
  return `${shown ? 'supported' : 'advertised'} ${name === 'RWP_ASYNC' ? 'needs_rwp' : shown ? 'works' : 'offered'}`;
}

function addTracking(cells, memories, { since, amd64 }) {
  cells.set(
    'track.set_mode anonymous',
    since(TRACKING.accessed) ? 'supported works' : 'absent not_in_kernel',
  );
  const named = since(OWN_UNTIL) ? 'absent no_effect' : 'supported works';
  cells.set('track.own anonymous', since(TRACKING.written) ? named : 'absent refused');
  for (const { name, kind } of memories) {
    if (kind !== 'hugetlb')
      for (const id of ['wait.closed', 'wait.unmapped']) cells.set(`${id} ${name}`, 'supported works');
    cells.set(`track.written ${name}`, since(TRACKING.written) ? 'supported works' : 'absent not_in_kernel');
    if (kind === 'hugetlb') continue;
    const registers = since(ARRIVES_PROTECTED.copy[name]);
    cells.set(`track.copy_wp ${name}`, registers ? 'supported works' : 'absent no_register');
    if (kind === 'shmem')
      cells.set(
        `track.continue_wp ${name}`,
        since(ARRIVES_PROTECTED.continue)
          ? 'supported works'
          : registers
            ? 'absent refused'
            : 'absent no_register',
      );
    cells.set(
      `track.accessed ${name}`,
      since(TRACKING.accessed) ? 'supported works' : 'absent not_in_kernel',
    );
    cells.set(`track.soft_dirty ${name}`, amd64 ? 'supported works' : 'absent no_effect');
  }
}

/** What was seen of served pages, and of private mappings of files. */
function addServed(cells, memories, since) {
  const minor = (first) => (since(first) ? 'supported works' : 'absent no_register');
  for (const { name, kind, hasPage } of memories) {
    if (kind !== 'hugetlb') cells.set(`serve.zero_write ${name}`, 'supported works');
    if (kind === 'shmem')
      for (const id of ['serve.alone', 'serve.dontwake']) cells.set(`${id} ${name}`, minor(MINOR_SHMEM));
    if (kind === 'anonymous') continue;
    const lacksPage = hasPage === false;
    const minorHere = minor(PRIVATE.minor[kind]);
    const gone = since(PRIVATE.dontneed[kind]) ? 'supported works' : 'absent refused';
    cells.set(
      `private.minor ${name}`,
      lacksPage && since(PRIVATE.minor[kind]) ? 'no_resources pool_empty' : minorHere,
    );
    cells.set(`private.dontneed ${name}`, lacksPage ? 'no_resources pool_empty' : gone);
    cells.set(`private.remove ${name}`, 'absent refused');
    if (kind === 'shmem')
      cells.set(
        `private.collapse ${name}`,
        since(PRIVATE.collapse) ? 'limited unwritten_only' : 'absent refused',
      );
  }
}

function registered(kind, mode, ioctls) {
  if (ioctls !== null) return `supported ${ioctls}`;
  const noFile = kind === 'anonymous' && (mode === 'minor' || mode === 'all');
  return noFile ? 'not_applicable memory_type' : 'absent refused';
}

function addOperation(cells, id, row, { name, kind, since }) {
  const extents = kind === 'hugetlb' ? ['base', 'huge'] : [id === 'collapse' ? 'huge' : 'base'];
  for (const extent of extents) {
    const answer = kind === 'hugetlb' ? row[extent] : row[kind];
    if (answer !== null) cells.set(`${id}.${extent} ${name}`, operation(answer, since));
  }
}

/** Of a transparent huge page, which older recordings did not try: only a form that is refused as well says something. */
function wholeMove(name, { since, older }) {
  if (!older) return operation(OPERATIONS.move[name], since);
  return name === 'shmem' && !since('6.8') ? 'absent not_in_kernel' : 'unknown not_observed';
}

function operation(answer, since) {
  if (answer === '-') return 'not_applicable memory_type';
  if (answer === 'no') return 'absent';
  const [version, reason = 'works'] = answer.split(' ');
  return version === 'yes' || since(version) ? `supported ${reason}` : 'absent';
}

const has = (mask, bit) => ((BigInt(mask) >> BigInt(bit)) & 1n) === 1n;
