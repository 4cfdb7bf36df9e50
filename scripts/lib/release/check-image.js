/** The image, unpacked and run as pods would: without rights, and with those that `--like-pid` asks for. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ensurePackages, program } from '../apt.js';
import { sha256 } from '../package/pack.js';
import { Failure, quietly } from '../run.js';
import { buildImage, IMAGE, imageOf } from './image.js';

const NOBODY = 65534;
/** Whom KubeVirt's virt-launcher runs as. */
const QEMU = 107;

/** Of a container; as root of the host where it has the host's. */
const PODS = {
  own: [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--ipc',
    '--uts',
    '--cgroup',
    '--propagation',
    'private',
  ],
  hostPID: ['--mount', '--ipc', '--uts', '--cgroup', '--propagation', 'private'],
};

/**
 * Mounts that a container has, and no more: /dev/shm is noexec there. `chroot` takes its three capabilities along to
 * leave them; of the program nothing is left in any set, and the bounding set gives nothing to who is not root.
 */
const inside = (root) => `
  mount --bind '${root}' '${root}' && cd '${root}'
  mount -t proc proc proc && mount -t sysfs -o ro sysfs sys
  mount -t tmpfs tmpfs dev && mkdir dev/shm && mount -t tmpfs -o noexec,mode=1777 tmpfs dev/shm
  for node in null zero urandom; do touch dev/$node; mount --bind /dev/$node dev/$node; done
  mount -t tmpfs -o mode=1777,size=64m tmpfs tmp
  mount -o remount,bind,ro '${root}'
  if touch etc/hgm-probe 2>/dev/null; then echo 'the root can be written' >&2; exit 1; fi`;

const withoutRights = (root, uid) => `${inside(root)}
  exec setpriv --bounding-set=-all,+sys_chroot,+setuid,+setgid --no-new-privs \\
    chroot --userspec=${uid}:${uid} --groups= '${root}' /usr/bin/hgm-probe "$@"`;

/** `privileged: true`, `runAsUser: 0` */
const privileged = (root) => `${inside(root)}
  exec chroot '${root}' /usr/bin/hgm-probe "$@"`;

const pod = (kind, script, argv) => [...PODS[kind], 'sh', '-ec', script, 'sh', ...argv];

function answer(kind, script, argv) {
  const { status, stdout, stderr } = spawnSync('unshare', pod(kind, script, argv), {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0 || stderr !== '') throw new Failure(`the image: exit code ${status} ${stderr}`);
  return JSON.parse(stdout);
}

/** Lines of what is well; throws a Failure for what is not. */
export async function checkImage(target) {
  const file = imageOf(target);
  const first = sha256(file);
  buildImage(target);
  if (sha256(file) !== first) throw new Failure('two builds of the image differ');
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-image-'));
  try {
    quietly('tar', 'tar', ['-xf', file, '-C', work]);
    const root = join(work, 'root');
    quietly('umoci raw unpack', 'umoci', ['raw', 'unpack', '--image', `${work}:${IMAGE}`, root]);
    told(answer('own', withoutRights(root, NOBODY), ['--json', '--no-latency']));
    await likePid(root);
    taken(file, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return [
    `the image: two builds are the same, sha256 ${first}`,
    `the image: as uid ${NOBODY}, without capabilities, on a read-only root, it tells what it could not see`,
    'the image: skopeo copies it, and podman loads it under its name',
    `the image: as root with the host's processes, it says of a pod of uid ${QEMU} what that pod says of itself`,
  ];
}

/** By the programs that docs/kubernetes.md names; the registry is a folder here. */
function taken(file, work) {
  ensurePackages([program('skopeo', 'skopeo'), program('podman', 'podman')]);
  quietly('skopeo copy', 'skopeo', ['copy', `oci-archive:${file}`, `dir:${join(work, 'registry')}`]);
  const own = ['root', 'runroot', 'tmpdir'].flatMap((name) => [`--${name}`, join(work, 'podman', name)]);
  const load = [...own, '--storage-driver', 'vfs', 'load', '-i', file];
  const { stdout, stderr } = spawnSync('podman', load, { encoding: 'utf8' });
  check([[stdout.includes(`Loaded image: localhost/${IMAGE}\n`), `podman load says ${stdout}${stderr}`]]);
}

/** Where nothing may be had, nothing is there, and nothing is said to be missing in the kernel. */
function told({ ranAs, matrix, hgm, capabilities }) {
  check([
    [
      ranAs.euid === NOBODY && ranAs.capabilities === '0x0',
      `ran as ${ranAs.euid} with ${ranAs.capabilities}`,
    ],
    [ranAs.noNewPrivs === true, 'could gain rights'],
    [capabilities.length > 0, 'says nothing'],
    [
      /^(?:not_permitted|unknown)/.test(matrix.kernel_faults.host),
      `kernel faults ${matrix.kernel_faults.host}`,
    ],
    [hgm.state !== 'supported', `HGM ${hgm.state}`],
    [capabilities.every(({ reason }) => reason !== ''), 'a row without a reason'],
  ]);
}

function check(claims) {
  const faults = claims.filter(([well]) => !well);
  if (faults.length > 0) throw new Failure(`the image: ${faults.map(([, what]) => what).join(', ')}`);
}

/** A pod that publishes stands for virt-launcher's, and its own answer for what has to be said of it. */
async function likePid(root) {
  const flags = ['--no-latency', '--borrow', 'none'];
  const argv = ['publish', '--every', '1h', ...flags, '--to', 'json=/tmp/'];
  const child = spawn('unshare', pod('own', withoutRights(root, QEMU), argv), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let pid = null;
  try {
    pid = await published(child);
    const own = JSON.parse(readFileSync(`/proc/${pid}/root/tmp/hgm-probe.json`, 'utf8'));
    const like = answer('hostPID', privileged(root), ['--like-pid', String(pid), '--json', ...flags]);
    const { euid, capabilities, takenOn, notTakenOver } = like.ranAs;
    const layers = notTakenOver.map(({ layer }) => layer);
    check([
      [takenOn.pid === pid && euid === QEMU && capabilities === '0x0', `is as ${euid} with ${capabilities}`],
      [layers.every((layer) => layer === 'landlock'), `did not take over ${layers.join(', ')}`],
      [rows(like) === rows(own), `a pod says of itself\n${rows(own)}\nand --like-pid of it\n${rows(like)}`],
    ]);
  } finally {
    // The first process of the pod, with which all of it ends.
    process.kill(pid ?? child.pid, 'SIGKILL');
  }
}

const rows = ({ capabilities }) =>
  capabilities.map(({ id, memory, state, reason }) => [id, memory, state, reason].join(' ')).join('\n');

/** The number of its process here, once it has written its answer. */
async function published(child) {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  for (let tries = 0; tries < 600; tries++) {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    if (children !== '' && existsSync(`/proc/${children}/root/tmp/hgm-probe.json`)) return Number(children);
    if (child.exitCode !== null) break;
    await setTimeout(100);
  }
  throw new Failure(`the image: a pod that publishes wrote no answer: ${said}`);
}
