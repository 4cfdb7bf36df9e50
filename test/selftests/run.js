/**
 * Holds the kernel's own tests of userfaultfd (tools/testing/selftests/mm/uffd-unit-tests.c) against the cells of our
 * report, on this host and in guests. Usage: `npm run test:selftests -- [--host] [--kernel NAME]…`. They are built from
 * Debian's sources, of two releases, which are kept outside the tree. table.js says which test speaks of which cell.
 * The table of outcomes goes to stdout and to reports/selftests.md. Exit code 1 where a test contradicts a cell, or
 * nobody answered.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge } from '../../dist/document/index.js';
import { parseRecording } from '../../dist/recording/read.js';
import { PROGRAM, REPORTS } from '../../scripts/lib/paths.js';
import { Failure, say, script } from '../../scripts/lib/run.js';
import { KERNELS } from '../kernels/kernels.js';
import { cachedFolder } from '../kernels/lib/cache.js';
import { buildInitramfs } from '../kernels/lib/initramfs.js';
import { fetchKernel } from '../kernels/lib/kernel.js';
import { boot, parseResults } from '../kernels/lib/qemu.js';
import { buildSelftest, SOURCES } from './build.js';
import { compare } from './compare.js';

const GUEST = fileURLToPath(new URL('guest/selftests.js', import.meta.url));
/** Where features came, and both architectures. */
const GUESTS = ['6.1-amd64', '6.12-amd64', '7.3-amd64', '7.3-arm64'];
/** Both releases' tests, under emulation. */
const DEADLINE_MS = 900_000;

const { values } = parseArgs({
  options: { host: { type: 'boolean', default: false }, kernel: { type: 'string', multiple: true } },
});

await script(async () => {
  const names = values.kernel ?? (values.host ? [] : GUESTS);
  const guests = names.map((name) => KERNELS.find((kernel) => kernel.name === name) ?? unknown(name));
  const outcomes = values.kernel === undefined || values.host ? [onHost()] : [];
  for (const kernel of guests) outcomes.push(await inGuest(kernel));
  finish(outcomes.flat());
});

function unknown(name) {
  throw new Failure(`no kernel ${name}; npm run test:kernels -- --list names them`);
}

function onHost() {
  if (process.getuid() !== 0) {
    say('this host: left out, since the tests want root');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'hgm-selftests-'));
  try {
    const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
    cpSync(PROGRAM, join(folder, 'hgm-observe'));
    putTests(folder, arch);
    const { stdout } = spawnSync(process.execPath, [GUEST, folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return judged('this host', parseResults(stdout), null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inGuest(kernel) {
  const image = fetchKernel(kernel);
  const initramfs = buildInitramfs(kernel.arch, (root) => {
    cpSync(GUEST, join(root, 'guest', 'selftests.js'));
    putTests(join(root, 'tool'), kernel.arch);
  });
  try {
    const logFile = join(cachedFolder('logs'), `${kernel.name}.selftests.log`);
    const guest = { arch: kernel.arch, kernel: image, initramfs, logFile, deadlineMs: DEADLINE_MS };
    const { results, failure } = await boot({ ...guest, words: 'guest=selftests' });
    return judged(kernel.name, results, failure && `${failure} (console: ${logFile})`);
  } finally {
    rmSync(initramfs);
  }
}

function putTests(folder, arch) {
  for (const source of SOURCES)
    cpSync(buildSelftest(source, arch).file, join(folder, `uffd-${source.version}`));
}

/** One outcome for each release's tests on that machine. */
function judged(place, [first, ...runs], failure) {
  if (first?.recording === undefined) return [{ place, failure: failure ?? 'no answer' }];
  const { capabilities } = judge(parseRecording(first.recording).observations);
  const outcomes = runs.map(({ name, stdout, stderr, signal, ms }) => {
    say(`${place}, ${name}: ${Math.round(ms / 1000)} s`);
    const ended = signal === null ? null : `${name} ended by ${signal}: ${stderr.trim().split('\n').at(-1)}`;
    return { place, name, failure: ended, ...compare(stdout, capabilities) };
  });
  const missing = runs.length < SOURCES.length ? (failure ?? 'not all answered') : null;
  return missing === null ? outcomes : [...outcomes, { place, failure: missing }];
}

function finish(outcomes) {
  const rows = outcomes
    .filter(({ name }) => name !== undefined)
    .map(({ place, name, tests, cells, contradictions }) => {
      const count = (word) => tests.filter(({ outcome }) => outcome === word).length;
      return [place, name, ...['done', 'skipped', 'failed'].map(count), cells, contradictions.length];
    });
  const head = ['kernel', 'tests of', 'done', 'skipped', 'failed', 'cells', 'contradictions'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(join(REPORTS, 'selftests.md'), `${table}\n`);
  console.log(table);
  for (const { place, name, contradictions = [], tests = [], failure } of outcomes) {
    for (const words of contradictions) say(`${place}, ${name}: ${words}`);
    for (const { title, outcome, reason } of tests)
      if (outcome === 'failed') say(`${place}, ${name}: ${title} failed: ${reason}`);
    if (failure) say(`${place}: ${failure}`);
  }
  const bad = outcomes.some(({ contradictions = [], failure }) => contradictions.length > 0 || failure);
  if (bad || outcomes.length === 0) process.exitCode = 1;
}
