/**
 * Runs the built tool on Debian's kernels in QEMU and compares each report with what is known of the kernel.
 * Usage: `npm run test:kernels -- [--kernel NAME]… [--kvm] [--single-file] [--keep] [--refresh]
 * [--readme] [--list]`. --kvm has only the guests with KVM. --single-file runs those of dist/, as `npm run release` builds them. The table goes
 * to stdout and to reports/kernels.md. --keep leaves each report and recording in reports/kernels, --refresh
 * the recordings in test/recordings; --readme puts the table into docs/kernels.md if no cell is wrong. Exit code 1
 * if a cell is wrong or a kernel gave no answer.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, program } from '../../scripts/lib/apt.js';
import { REPORTS } from '../../scripts/lib/paths.js';
import { Failure, say, script } from '../../scripts/lib/run.js';
import { casesOf } from './cells.js';
import { isTriedWithKvm, KERNELS } from './kernels.js';
import { KEYRING } from './lib/apt.js';
import { buildInitramfs } from './lib/initramfs.js';
import { fetchKernel, tryKernel } from './lib/kernel.js';
import { tryKvm } from './lib/kvm.js';
import { writeTable } from './lib/readme.js';
import { keepRecording, keepRun } from './lib/recordings.js';
import { markdownTable } from './lib/table.js';

/** A guest has one processor and up to 3 GiB. */
const AT_ONCE = 2;

const { values } = parseArgs({
  options: {
    kernel: { type: 'string', multiple: true },
    kvm: { type: 'boolean', default: false },
    'single-file': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    refresh: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
});

await script(async () => {
  const kernels = wanted(values.kernel);
  if (values.list) return console.log(kernels.map(({ name }) => name).join('\n'));
  installPrograms(kernels);
  const archives = new Map();
  try {
    for (const { arch } of kernels)
      if (!archives.has(arch))
        archives.set(
          arch,
          buildInitramfs(arch, () => {}, values['single-file']),
        );
    const images = kernels.map((kernel) => [kernel, fetchKernel(kernel)]);
    const far = howFar(images.length);
    finish(
      await inParallel(images, async ([kernel, image]) => {
        const outcome = await tried(kernel, image, archives.get(kernel.arch));
        far();
        return outcome;
      }),
    );
  } finally {
    for (const archive of archives.values()) rmSync(archive);
  }
});

/** Says after each kernel, if somebody looks, how many are done and how long the rest will take. */
function howFar(of) {
  const start = Date.now();
  let done = 0;
  return () => {
    done += 1;
    if (!process.stderr.isTTY || done === of) return;
    const left = ((Date.now() - start) / done) * (of - done);
    say(`${done} of ${of} kernels, about ${Math.ceil(left / 60_000)} min left`);
  };
}

async function tried(kernel, image, archive) {
  const start = Date.now();
  const outcome = values.kvm
    ? { kernel, failure: null, runs: [] }
    : await tryKernel(kernel, image, archive, values['single-file'] ? 6 : casesOf(kernel));
  if (isTriedWithKvm(kernel) && !values['single-file']) {
    const { failure, runs } = await tryKvm(kernel, image, archive);
    outcome.failure ??= failure;
    outcome.runs.push(...runs);
  }
  tell(outcome, Math.round((Date.now() - start) / 1000));
  for (const run of outcome.runs) {
    if (values.keep) keepRun(kernel, run);
    if (values.refresh && run.recording && run.thp === undefined && run.situation === undefined)
      keepRecording(kernel, run);
  }
  return outcome;
}

function wanted(names = []) {
  for (const name of names) {
    if (!KERNELS.some((kernel) => kernel.name === name))
      throw new Failure(`no kernel ${name}; --list names them`);
  }
  const all = values.kvm ? KERNELS.filter(isTriedWithKvm) : KERNELS;
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function installPrograms(kernels) {
  const emulators = {
    amd64: ['qemu-system-x86_64', 'qemu-system-x86'],
    arm64: ['qemu-system-aarch64', 'qemu-system-arm'],
  };
  ensurePackages([
    ...Object.keys(emulators)
      .filter((arch) => kernels.some((kernel) => kernel.arch === arch))
      .map((arch) => program(...emulators[arch])),
    { missing: !existsSync(KEYRING), packages: ['debian-archive-keyring'] },
  ]);
}

async function inParallel(items, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function tell({ kernel, release, failure, runs }, seconds) {
  say(`${kernel.name} (${release ?? 'no answer'}): ${runs.length} runs in ${seconds} s`);
  if (failure) say(`${kernel.name}: ${failure}`);
  for (const { pool, privilege, thp, situation, wrong } of runs) {
    const words = [thp && `THP ${thp}`, situation && `KVM: ${situation}`].filter(Boolean);
    for (const { cell, expected, seen } of wrong) {
      say(
        `${[kernel.name, privilege, `pool ${pool}`, ...words].join(', ')}: ${cell}: expected "${expected}", seen "${seen}"`,
      );
    }
  }
}

function finish(outcomes) {
  const table = markdownTable(outcomes);
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(join(REPORTS, 'kernels.md'), `${table}\n`);
  const runs = outcomes.flatMap((outcome) => outcome.runs);
  const wrong = runs.reduce((sum, run) => sum + run.wrong.length, 0);
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  console.log(
    `${table}\n\nkernels: ${outcomes.length}, runs: ${runs.length}, wrong cells: ${wrong}, failed: ${failed}`,
  );
  if (wrong > 0 || failed > 0) process.exitCode = 1;
  else if (values.readme) writeTable('docs/kernels.md', 'kernels', table);
}
