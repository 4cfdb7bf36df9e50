/** Does the single file run where nothing is installed, and where nobody made room for it? Each gives what is well. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkRun, isReport } from '../package/checks.js';
import { PLACES, placeArguments } from '../package/places.js';
import { newestGlibc, objdump } from '../package/symbols.js';
import { DIST } from '../paths.js';
import { Failure } from '../run.js';
import { debianRoot, inRoot } from './roots.js';
import { singleFile } from './single-file.js';

const RUN = '/mnt/hgm-probe --json';

/** Where nothing may be mapped from; what the program says of it names the two ways out. */
const NOWHERE = `
  for each in /dev/shm /run /tmp /var/tmp; do mount -t tmpfs -o noexec tmpfs $each; done
  mount -o remount,bind,ro /mnt`;

/** Places for what has its addon inside: of memory and disk, one after the other may not be mapped from. */
const OWN_PLACES = {
  '/dev/shm and /tmp noexec': `
    mount -t tmpfs -o noexec tmpfs /dev/shm && mount -t tmpfs -o noexec tmpfs /tmp
    ${RUN}`,
  '/dev/shm, /run and /tmp noexec': `
    for each in /dev/shm /run /tmp; do mount -t tmpfs -o noexec tmpfs $each; done
    ${RUN}`,
  '/dev/shm full': `
    mount -t tmpfs -o size=4k tmpfs /dev/shm && (yes > /dev/shm/full || true) 2>/dev/null
    ${RUN}`,
  'all noexec, with a folder that TMPDIR names': `${NOWHERE}
    mkdir /tmp/own && mount -t tmpfs -o mode=700 tmpfs /tmp/own
    TMPDIR=/tmp/own ${RUN}`,
  'all noexec, and then /dev/shm not': `${NOWHERE}
    mount -o remount,exec /dev/shm
    ${RUN}`,
};

export function checkFloors(targets) {
  return targets.map((target) => {
    const newest = newestGlibc(objdump(target.objdump, singleFile(target)));
    if (newest !== '2.28')
      throw new Failure(`the single file for ${target.name} asks for glibc ${newest}, not 2.28`);
    return `the single file for ${target.name} asks for glibc ${newest}`;
  });
}

export function checkEmptyDebian(target) {
  const before = 'ls -A /dev/shm /run /tmp /var/tmp';
  const out = inRoot(
    debianRoot(),
    DIST,
    `in_root sh -c '${before}' > /mnt/before
    in_root /artefacts/${basename(singleFile(target))} --json > /mnt/report
    in_root sh -c '${before}' | diff /mnt/before - >&2
    cat /mnt/report`,
  );
  if (!isReport(out, 'x86_64'))
    throw new Failure('the single file writes no report in a Debian without Node');
  return ['Debian 12 without Node: the single file runs and leaves nothing'];
}

export function checkPlaces(target) {
  const place = mkdtempSync(join(tmpdir(), 'hgm-probe-place-'));
  try {
    cpSync(singleFile(target), join(place, 'hgm-probe'));
    const scripts = Object.entries(PLACES).map(([name, script]) => [name, script({ run: RUN })]);
    const all = [...scripts, ...Object.entries(OWN_PLACES)];
    for (const [, script] of all) checkRun('unshare', placeArguments(place, script));
    const { status, stderr } = spawnSync('unshare', placeArguments(place, `${NOWHERE}\n${RUN}`), {
      encoding: 'utf8',
    });
    if (status !== 70 || !/^hgm-probe: the native part.* TMPDIR .* noexec: .*\n$/.test(stderr))
      throw new Failure(`no place to map the addon from: exit code ${status}, ${stderr}`);
    return [
      ...all.map(([name]) => `the single file: ${name}`),
      'the single file: one line where there is no place at all',
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** It runs as root: whoever sets NODE_OPTIONS chooses nothing, and no signal has it listen for a debugger. */
export function checkClosed(target) {
  const file = singleFile(target);
  const env = { ...process.env, NODE_OPTIONS: '--require /nonexistent' };
  const options = spawnSync(file, ['--version'], { env, encoding: 'utf8' });
  if (options.status !== 0 || options.stderr !== '')
    throw new Failure(`the single file hears NODE_OPTIONS: ${options.stderr}`);
  const script = `'${file}' bench --borrow none >/dev/null & sleep 1; kill -USR1 $!; wait $!`;
  const signalled = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  if (signalled.status !== 0 || signalled.stderr !== '')
    throw new Failure(`the single file hears SIGUSR1: ${signalled.stderr || signalled.status}`);
  return ['the single file hears neither NODE_OPTIONS nor a call for a debugger'];
}

export function checkEmulated(target) {
  const [program, ...args] = target.emulator;
  checkRun(program, [...args, singleFile(target), ...target.job], { arch: 'aarch64' });
  return [`the single file for ${target.name} judges, emulated; a guest of test:kernels has it probe`];
}
