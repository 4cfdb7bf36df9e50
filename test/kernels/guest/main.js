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
/** What the host does with huge pages by itself, `enabled` and `shmem_enabled`; as Debian has them in every other case. */
const SETTINGS = [
  { thp: 'advise', enabled: 'madvise', shmem: 'advise' },
  { thp: 'always', enabled: 'always', shmem: 'always' },
  { thp: 'never', enabled: 'never', shmem: 'never' },
];

tell({ sizes: readdirSync(POOLS) });
for (const each of CASES) {
  if (!each.prepare()) {
    tell({ pool: each.pool, skipped: 'the kernel did not give the pages' });
    continue;
  }
  for (const privilege of ['root', 'nobody']) {
    tell({ pool: each.pool, privilege, ...run(each.pool, privilege, isSingle || each.whole === true) });
  }
}
if (!isSingle)
  for (const { thp, enabled, shmem } of SETTINGS) {
    writeFileSync(`${THP}/enabled`, enabled);
    writeFileSync(`${THP}/shmem_enabled`, shmem);
    tell({ pool: 'empty', privilege: 'root', thp, ...run('empty', 'root', false) });
  }
