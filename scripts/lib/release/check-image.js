/** The image, unpacked and run as a pod would: without rights, with a root that can't be written. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../package/pack.js';
import { Failure, quietly } from '../run.js';
import { ABOUT } from './about.js';
import { buildImage, imageOf } from './image.js';

const NOBODY = 65534;

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
  if touch etc/hgm-probe 2>/dev/null; then echo 'the root can be written' >&2; exit 1; fi
  exec setpriv --bounding-set=-all,+sys_chroot,+setuid,+setgid --no-new-privs \\
    chroot --userspec=${NOBODY}:${NOBODY} --groups= '${root}' /usr/bin/hgm-probe --json --no-latency`;

/** Lines of what is well; throws a Failure for what is not. */
export function checkImage(target) {
  const file = imageOf(target);
  const first = sha256(file);
  buildImage(target);
  if (sha256(file) !== first) throw new Failure('two builds of the image differ');
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-image-'));
  try {
    quietly('tar', 'tar', ['-xf', file, '-C', work]);
    const root = join(work, 'root');
    quietly('umoci raw unpack', 'umoci', ['raw', 'unpack', '--image', `${work}:${ABOUT.version}`, root]);
    const args = ['--mount', '--pid', '--fork', '--propagation', 'private', 'sh', '-ec', inside(root)];
    const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0 || stderr !== '') throw new Failure(`the image: exit code ${status} ${stderr}`);
    told(JSON.parse(stdout));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return [
    `the image: two builds are the same, sha256 ${first}`,
    `the image: as uid ${NOBODY}, without capabilities, on a read-only root, it tells what it could not see`,
  ];
}

/** Where nothing may be had, nothing is there, and nothing is said to be missing in the kernel. */
function told({ ranAs, matrix, hgm, capabilities }) {
  const faults = [
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
  ].filter(([well]) => !well);
  if (faults.length > 0) throw new Failure(`the image: ${faults.map(([, what]) => what).join(', ')}`);
}
