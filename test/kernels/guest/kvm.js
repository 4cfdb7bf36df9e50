/**
 * Runs inside a guest, as root: hgm-observe in each situation of /dev/kvm, and the plain program of test/kvm where
 * there is one. Knows nothing of what should come out.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { gzipSync } = require('node:zlib');

const NODE = '/dev/kvm';
const POOLS = '/sys/kernel/mm/hugepages';
const MODULES = existsSync('/modules/order') ? readFileSync('/modules/order', 'utf8').trim().split('\n') : [];
const NOBODY = 65534;
/** Major number of all that /proc/misc names, and the minor one that is kept for KVM. */
const NUMBERS = ['10', '232'];
const DEADLINE_MS = 120_000;

const busybox = (...words) => execFileSync('/bin/busybox', words, { encoding: 'utf8', maxBuffer: 1 << 26 });
const log = () => busybox('dmesg').trimEnd().split('\n');

/** What the kernel starts when it wants a module: keeps its words. */
const ASKED = '/tmp/modprobe.log';
writeFileSync('/tmp/modprobe', `#!/bin/busybox sh\necho "$@" >> ${ASKED}\nexit 1\n`, { mode: 0o755 });
writeFileSync('/proc/sys/kernel/modprobe', '/tmp/modprobe');

/** Those that make KVM, with parameters for the last, whose name differs by the maker of the processor. */
function load(...parameters) {
  for (const name of MODULES)
    if (!existsSync(`/sys/module/${name}`))
      busybox('insmod', `/modules/${name}.ko`, ...(name === MODULES.at(-1) ? parameters : []));
}

function open(mode) {
  chownSync(NODE, 0, 0);
  chmodSync(NODE, mode);
}

const AS_NOBODY = { uid: NOBODY, gid: NOBODY };
const FILTERED = ['/tool/filter', 'eperm:create_vm'];

/** In this order: what is loaded stays. A kernel that has KVM built in comes without modules, and is never without. */
const SITUATIONS = [
  { situation: 'no module', modules: true },
  { situation: 'node without module', modules: true, prepare: () => busybox('mknod', NODE, 'c', ...NUMBERS) },
  {
    situation: 'no npt',
    modules: true,
    prepare: () => {
      rmSync(NODE, { force: true });
      load('npt=0');
    },
    plain: ['open', 'anonymous', 'shmem', 'hugetlb', 'dirty'],
  },
  {
    situation: 'root',
    prepare: () => {
      if (MODULES.length === 0) return;
      busybox('rmmod', MODULES.at(-1));
      load();
    },
    plain: [],
    timed: true,
  },
  { situation: 'mode 0600', prepare: () => open(0o600), as: AS_NOBODY },
  { situation: 'mode 0666', prepare: () => open(0o666), as: AS_NOBODY },
  { situation: 'filter on KVM_CREATE_VM', through: FILTERED },
];

function run(command, options) {
  const [program, ...args] = command;
  const env = { PATH: '/bin' };
  const limits = { timeout: DEADLINE_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 26 };
  return spawnSync(program, args, { encoding: 'utf8', cwd: '/tmp', env, ...limits, ...options });
}

const KILLS = 20;
const LONGEST_MS = 800;

const free = () =>
  readdirSync(POOLS)
    .map((pool) => `${pool} ${readFileSync(`${POOLS}/${pool}/free_hugepages`, 'utf8').trim()}`)
    .join(', ');

const running = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('hgm-');
    } catch {
      return false; // it ended meanwhile
    }
  }).length;

/** How many users a module of KVM has: a machine that was left would be one. Built in, none is counted. */
const users = () => {
  const counter = `/sys/module/${MODULES.at(-1)}/refcnt`;
  return MODULES.length === 0 ? 0 : Number(readFileSync(counter, 'utf8'));
};

/** What is left of runs that were killed at moments of a fixed series: `nothing`, or what. */
function leftByKills() {
  const before = free();
  for (let i = 0, seed = 1; i < KILLS; i++) {
    seed = (seed * 48271) % 2147483647;
    run(['/tool/hgm-observe', '--borrow', '2M'], { timeout: 1 + (seed % LONGEST_MS) });
  }
  // Children die with their parent, each in its own time.
  for (let tries = 0; tries < 50 && (running() > 0 || users() > 0 || free() !== before); tries++)
    busybox('usleep', '100000');
  const left = [
    running() > 0 && `${running()} processes`,
    users() > 0 && `${users()} users of the module`,
    free() !== before && `pools ${free()}, before ${before}`,
  ].filter(Boolean);
  return left.join('; ') || 'nothing';
}

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

writeFileSync(`${POOLS}/hugepages-1048576kB/nr_hugepages`, '0');
writeFileSync(`${POOLS}/hugepages-2048kB/nr_hugepages`, '16');
for (const { situation, modules, prepare, plain, as = {}, through = [], timed } of SITUATIONS) {
  if (modules && MODULES.length === 0) continue;
  prepare?.();
  const answers = plain === undefined ? {} : run(['/tool/kvm', ...plain], {});
  const before = log();
  const start = Date.now();
  rmSync(ASKED, { force: true });
  const command = [...through, '/tool/hgm-observe', ...(timed ? [] : ['--no-latency'])];
  const { status, signal, stdout, stderr } = run(command, as);
  const left = timed ? leftByKills() : undefined;
  tell({
    pool: '2M',
    privilege: as.uid === undefined ? 'root' : 'nobody',
    situation,
    timed: timed === true,
    ms: Date.now() - start,
    answers: plain === undefined ? undefined : answers.stdout + answers.stderr,
    asked: existsSync(ASKED) ? readFileSync(ASKED, 'utf8') : '',
    recording: stdout,
    left,
    report: null,
    ...{ status, signal, stderr, log: log().slice(before.length) },
  });
}
