/** Do the packages install, run, upgrade and go, in a Debian without Node? Each a function that gives what is well. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensurePackages, program } from '../apt.js';
import { isReport } from '../package/checks.js';
import { DIST } from '../paths.js';
import { Failure, quietly } from '../run.js';
import { debOf } from './deb.js';
import { debianRoot, inRoot } from './roots.js';
import { rpmOf } from './rpm.js';

/** All files of a root but those that dpkg, rpm and the linker write about packages. */
const FILES = `(cd $root && find . -xdev \\( -path ./artefacts -o -path ./proc -o -path ./sys -o -path ./dev -o -path ./var/lib/dpkg \\
  -o -path ./var/log -o -path ./var/lib/rpm -o -path ./var/cache -o -path ./usr/lib/sysimage \\) -prune -o -print | sort)`;

const MAIN_JOB = 'in_root /usr/bin/hgm-probe --json';

/** The report that a script wrote last. */
function reported(artefacts, lines) {
  const out = inRoot(debianRoot(), artefacts, lines);
  if (!isReport(out, 'x86_64')) throw new Failure(`no report in ${out.slice(0, 200)}`);
}

export function checkDebs(targets) {
  ensurePackages([program('lintian', 'lintian')]);
  for (const target of targets)
    quietly('lintian', 'lintian', ['--allow-root', '--fail-on', 'error', debOf(target)]);
  const [native] = targets;
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-debs-'));
  try {
    const { old, now } = twoVersions(native, work);
    reported(
      work,
      `${FILES} > /mnt/before
      in_root dpkg -i /artefacts/${old} >&2
      mkdir -p $root/var/lib/hgm-probe && touch $root/var/lib/hgm-probe/published
      in_root dpkg -i /artefacts/${now} >&2
      ${MAIN_JOB} > /mnt/report
      in_root dpkg -V hgm-probe >&2
      in_root dpkg -r hgm-probe >&2
      test -e $root/var/lib/hgm-probe/published
      in_root dpkg -P hgm-probe >&2
      ${FILES} | diff /mnt/before - >&2
      cat /mnt/report`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return [
    'lintian: no errors',
    'Debian 12 without Node: the .deb installs, upgrades, runs, removes and purges; no file is left',
  ];
}

/** The package, and one of an older version with the same in it. */
function twoVersions(target, work) {
  const now = basename(debOf(target));
  quietly('cp', 'cp', [debOf(target), work]);
  const tree = join(work, 'tree');
  mkdirSync(tree);
  quietly('dpkg-deb', 'dpkg-deb', ['-R', debOf(target), tree]);
  const control = join(tree, 'DEBIAN', 'control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, 'Version: 0.0.1'));
  const old = 'old.deb';
  quietly('dpkg-deb', 'dpkg-deb', ['-Znone', '--build', tree, join(work, old)]);
  rmSync(tree, { recursive: true });
  return { old, now };
}

/** Debian has no packages that rpm knows of, so what the RPM requires is only read. */
export function checkRpm(target) {
  const file = basename(rpmOf(target));
  reported(
    DIST,
    `${FILES} > /mnt/before
    rpm="rpm --root $root --dbpath /var/lib/rpm --nodeps"
    $rpm -i '${DIST}/${file}' >&2
    ${MAIN_JOB} > /mnt/report
    $rpm -U --replacepkgs '${DIST}/${file}' >&2
    $rpm -V hgm-probe >&2
    $rpm -e hgm-probe >&2
    ${FILES} | diff /mnt/before - >&2
    cat /mnt/report`,
  );
  return ['Debian 12 without Node: the RPM installs, runs and goes; no file is left'];
}
