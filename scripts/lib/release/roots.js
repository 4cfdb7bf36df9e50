/**
 * Debian 12 as debootstrap makes it, without Node: made once, and lent as a copy that takes what is written and is
 * gone with its mounts. Root is needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from '../apt.js';
import { ROOT } from '../paths.js';
import { Failure, quietly, say } from '../run.js';

const SUITE = 'bookworm';
const BASE = join(ROOT, 'dist.roots', SUITE);

/** The mirror is the one of Debian's own archive, whatever this host takes packages from. */
const MIRROR = 'http://deb.debian.org/debian';

export function debianRoot() {
  if (existsSync(BASE)) return BASE;
  ensurePackages([program('debootstrap', 'debootstrap')]);
  say(`debootstrap ${SUITE}`);
  const fresh = `${BASE}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  quietly('debootstrap', 'debootstrap', ['--variant=minbase', SUITE, fresh, MIRROR]);
  renameSync(fresh, BASE);
  return BASE;
}

/**
 * Runs a shell script in a namespace where $root is a fresh copy of it, with `artefacts` as /artefacts inside; what
 * it writes to stdout is the answer. `in_root` runs a program in there. Throws a Failure with what was said.
 */
export function inRoot(base, artefacts, lines) {
  const setUp = `
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/upper /mnt/work /mnt/root
    mount -t overlay -o 'lowerdir=${base},upperdir=/mnt/upper,workdir=/mnt/work' overlay /mnt/root
    root=/mnt/root
    mkdir $root/artefacts
    mount --bind '${artefacts}' $root/artefacts
    for each in proc sys dev; do mount --rbind /$each $root/$each; done
    in_root() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot $root "$@"; }
    ! in_root sh -c 'command -v node' >/dev/null`;
  const args = [
    '--mount',
    '--propagation',
    'private',
    'bash',
    '-euc',
    `set -o pipefail; cd /\n${setUp}\n${lines}`,
  ];
  const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0)
    throw new Failure(`in a root of Debian: exit code ${status}\n${stdout.slice(-2000)}${stderr}`);
  return stdout;
}
