/**
 * Runs inside the guest, as root: makes each setting, asks the tool and then each consumer in it, and tells what
 * they answered. Knows nothing of what should come out.
 */
const { spawnSync } = require('node:child_process');
const {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { gzipSync } = require('node:zlib');
const { SETTINGS } = require('./settings.js');

const NODE = '/dev/userfaultfd';
const SYSCTL = '/proc/sys/vm/unprivileged_userfaultfd';
const DEADLINE_MS = 120_000;

/** The numbers of the device, from /proc/misc: 10 is the major number of all its entries. */
const minor = existsSync(NODE)
  ? /^\s*(\d+) userfaultfd$/m.exec(readFileSync('/proc/misc', 'utf8'))?.[1]
  : null;

function make({ sysctl, node }) {
  if (existsSync(SYSCTL)) writeFileSync(SYSCTL, String(sysctl));
  rmSync(NODE, { force: true });
  if (node === null || minor === null) return;
  spawnSync('/bin/busybox', ['mknod', NODE, 'c', '10', minor]);
  chmodSync(NODE, node);
}

function run(as, command, input = '', env = {}) {
  const [program, ...args] = [...as, ...command];
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 26,
    cwd: '/tmp',
    env: { PATH: '/bin', ...env },
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  return { status, signal, stdout, stderr };
}

const consumer = (name, program) => [
  `/opt/${name}/lib/ld-linux-x86-64.so.2`,
  '--library-path',
  `/opt/${name}/lib`,
  `/opt/${name}/${program}`,
];

/** Sets one capability on the destination of a migration, where alone QEMU looks at the host; `answer` as JSON. */
function qemu(as, name, capability) {
  const ask = (execute, more = {}) => `${JSON.stringify({ execute, ...more })}\n`;
  const wanted = { arguments: { capabilities: [{ capability, state: true }] } };
  const input = ask('qmp_capabilities') + ask('migrate-set-capabilities', wanted) + ask('quit');
  const flags = '-machine none,accel=tcg -m 16 -nodefaults -display none -qmp stdio -incoming defer'.split(
    ' ',
  );
  const command = [...consumer(name, 'qemu-system-x86_64'), ...flags];
  const { stdout, stderr, status } = run(as, command, input, { QEMU_MODULE_DIR: `/opt/${name}` });
  const replies = stdout
    .split('\n')
    .filter((line) => line.startsWith('{"return"') || line.startsWith('{"error"'))
    .map((line) => JSON.parse(line));
  const [, answer] = replies;
  const said = answer?.error?.desc ?? stderr.trim();
  return {
    yes: answer?.return !== undefined,
    answered: answer !== undefined,
    said: `${said} (exit ${status})`,
  };
}

function criu(as, feature) {
  // Its cache of what the kernel can would answer for the setting before.
  for (const cache of ['/run/criu.kdat', '/run/criu/criu.kdat']) rmSync(cache, { force: true });
  const { stdout, stderr, status } = run(as, [...consumer('criu', 'criu'), 'check', '--feature', feature]);
  return { yes: status === 0, answered: status !== null, said: `${stdout}${stderr}`.trim() };
}

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

mkdirSync('/run', { recursive: true });
spawnSync('/bin/busybox', ['mount', '-t', 'tmpfs', 'tmpfs', '/run']);
// CRIU looks at more than userfaultfd before it answers anything: a connection to itself, a table of netfilter.
spawnSync('/bin/busybox', ['ifconfig', 'lo', '127.0.0.1', 'up']);
for (const module of readdirSync('/modules').sort())
  spawnSync('/bin/busybox', ['insmod', `/modules/${module}`]);
for (const setting of SETTINGS) {
  make(setting);
  const tool = ['/bin/node', '/tool/bin/hgm-probe.cjs'];
  const probe = run(setting.as, [...tool, '--json', '--no-latency']);
  const gate = (profile) =>
    run(setting.as, [...tool, 'require', `profile:${profile}`, '--from', '-'], probe.stdout);
  tell({
    setting: setting.name,
    probe,
    require: Object.fromEntries(
      ['criu-lazy-pages', 'criu-lazy-pages-noncoop'].map((name) => [name, gate(name)]),
    ),
    answers: {
      'qemu-7.2 postcopy-ram': qemu(setting.as, 'qemu-7.2', 'postcopy-ram'),
      'qemu-7.2 background-snapshot': qemu(setting.as, 'qemu-7.2', 'background-snapshot'),
      'qemu-10 postcopy-ram': qemu(setting.as, 'qemu-10', 'postcopy-ram'),
      'qemu-10 background-snapshot': qemu(setting.as, 'qemu-10', 'background-snapshot'),
      'criu uffd': criu(setting.as, 'uffd'),
      'criu uffd-noncoop': criu(setting.as, 'uffd-noncoop'),
    },
  });
}
