/**
 * Runs inside a guest, as root: the tool for each pool and privilege, each result between two markers on the
 * console. Knows nothing of what should come out.
 *
 * The kernel is what is tried, and an emulated Node starts slowly: on one pool the tool runs whole, on the others
 * hgm-observe does, whose recordings are judged outside. The single file, where it is what is tried, runs on all.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { gzipSync } = require('node:zlib');
const { demoteOne } = require('./demote.js');

const POOLS = '/sys/kernel/mm/hugepages';
const MIB = 1024;
const GIB = 1024 * 1024;
const NOBODY = 65534;

/** The single file, where it is what is tried. */
const SINGLE = '/tool/hgm-probe';
const isSingle = existsSync(SINGLE);
const COMMAND = isSingle ? [SINGLE] : ['/bin/node', '/tool/bin/hgm-probe.cjs'];
const OBSERVE = '/tool/hgm-observe';

const pool = (kib) => `${POOLS}/hugepages-${kib}kB/nr_hugepages`;
const dmesg = () => execFileSync('/bin/busybox', ['dmesg'], { encoding: 'utf8', maxBuffer: 1 << 26 });
const log = () => dmesg().trimEnd().split('\n');

function resize(kib, pages) {
  if (!existsSync(pool(kib))) return 0;
  writeFileSync(pool(kib), String(pages));
  return Number(readFileSync(pool(kib), 'utf8'));
}

function run(poolName, privilege, whole) {
  const file = `/tmp/${poolName}-${privilege}.json`;
  const user = privilege === 'root' ? {} : { uid: NOBODY, gid: NOBODY };
  const borrow = poolName === '1G' ? ['--borrow', '1G'] : [];
  const [program, ...args] = whole
    ? [...COMMAND, '--json', '--record', file, ...borrow]
    : [OBSERVE, ...borrow];
  const before = log();
  const start = Date.now();
  // No home, and no /etc/passwd either: what a container for one program has.
  const env = { PATH: '/bin' };
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    cwd: '/tmp',
    env,
    ...user,
  });
  const ms = Date.now() - start;
  const recording = whole ? (existsSync(file) ? readFileSync(file, 'utf8') : null) : stdout;
  const report = whole ? stdout : null;
  return { status, signal, report, stderr, recording, ms, log: log().slice(before.length) };
}

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

// `whole`: by the tool. The page of 1G was set aside at boot, so its turn is first; given back, it leaves room for the others.
const CASES = [
  { pool: '1G', prepare: () => resize(2 * MIB, 0) === 0 && resize(GIB, 1) === 1 },
  { pool: '2M', prepare: () => resize(GIB, 0) === 0 && resize(2 * MIB, 16) === 16, whole: true },
  { pool: 'empty', prepare: () => resize(GIB, 0) === 0 && resize(2 * MIB, 0) === 0 },
];

const THP = '/sys/kernel/mm/transparent_hugepage';
/** What the host does with huge pages by itself; as Debian has them in every other case. `pair`: of two base pages, 6.11. */
const SETTINGS = [
  { thp: 'advise', set: { enabled: 'madvise', shmem_enabled: 'advise' } },
  { thp: 'always', set: { enabled: 'always', shmem_enabled: 'always' } },
  { thp: 'never', set: { enabled: 'never', shmem_enabled: 'never' } },
  { thp: 'pair', set: { enabled: 'madvise', [`${pair()}/shmem_enabled`]: 'always' } },
];

/** The smallest huge pages of shmem; there are none before 6.11. */
function pair() {
  const size = (name) => Number(/^hugepages-(\d+)kB$/.exec(name)?.[1] ?? 0);
  const names = readdirSync(THP).filter(
    (name) => existsSync(`${THP}/${name}/shmem_enabled`) && size(name) > 0,
  );
  return names.sort((a, b) => size(a) - size(b))[0];
}

/** The same calls by plain programs, and a post-copy in small: a line for each answer. */
function plainly() {
  const size = readFileSync(`${THP}/hpage_pmd_size`, 'utf8').trim();
  const calls = spawnSync('/tool/calls', [size], { encoding: 'utf8' });
  const copies = ['alias', 'continue'].map((by) => {
    const { stdout, stderr, signal } = spawnSync('/tool/postcopy', [by], { encoding: 'utf8' });
    const none = `none:${signal ?? stderr.trim().replace(/\s+/g, '_')}`;
    return `postcopy ${by} ${/^wrong 0 of/.test(stdout) ? 'right' : /^wrong/.test(stdout) ? 'wrong' : none}\n`;
  });
  return [calls.stdout, calls.stderr, ...copies].join('');
}

tell({ sizes: readdirSync(POOLS) });
for (const each of CASES) {
  if (!each.prepare()) {
    tell({ pool: each.pool, skipped: 'the kernel did not give the pages' });
    continue;
  }
  for (const privilege of ['root', 'nobody']) {
    const result = run(each.pool, privilege, isSingle || each.whole === true);
    // The last of this pool: the page is gone then.
    const demoted = each.pool === '1G' && privilege === 'nobody' ? { demoted: demoteOne() } : {};
    // Where the tool runs whole, the plain program is asked what features do.
    const features =
      each.whole && privilege === 'root'
        ? spawnSync('/tool/features', { encoding: 'utf8' }).stdout
        : undefined;
    tell({ pool: each.pool, privilege, features, ...result, ...demoted });
  }
}
if (!isSingle && readFileSync('/proc/cmdline', 'utf8').includes('hgm.settings'))
  for (const { thp, set } of SETTINGS) {
    const files = Object.entries(set).map(([name, word]) => [`${THP}/${name}`, word]);
    if (!files.every(([file]) => existsSync(file))) continue;
    for (const [file, word] of files) writeFileSync(file, word);
    tell({ pool: 'empty', privilege: 'root', thp, plain: plainly(), ...run('empty', 'root', false) });
  }
