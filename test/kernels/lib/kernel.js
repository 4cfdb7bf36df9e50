/** One kernel: fetched, booted with the tool in it, compared with what is known of it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judge } from '../../../dist/document/index.js';
import { parseRecording } from '../../../dist/recording/read.js';
import { Failure, say } from '../../../scripts/lib/run.js';
import { expectedCells } from '../cells.js';
import { seenCells, wrongCells } from '../compare.js';
import { isTriedUnderSettings } from '../kernels.js';
import { Suite } from './apt.js';
import { cached, cachedFolder } from './cache.js';
import { boot } from './qemu.js';
import { kernelImage, unpackDeb } from './unpack.js';

/** Path of the newest kernel of a series; of the one that was fetched last where the suite has none any more. */
export function fetchKernel({ name, suite, arch, packages }) {
  const index = new Suite(suite, arch);
  const { folder } = fetchPackage(index, name, () => index.newest(packages) ?? null, packages.source);
  return kernelImage(folder);
}

/** The folder with the modules of the kernel that was fetched: its own package has them, or one beside it. */
export function fetchModules({ name, suite, arch }) {
  const index = new Suite(suite, arch);
  const { chosen, folder } = fetchPackage(index, name, () => null, 'that was fetched');
  if (!chosen.name.startsWith('linux-binary-')) return folder;
  const beside = chosen.name.replace('binary', 'modules');
  return fetchPackage(index, `${name}.modules`, () => index.show([beside])[0] ?? null, beside).folder;
}

/** What `newest` names, or what was fetched under this name before; and the folder that it was unpacked to. */
export function fetchPackage(index, name, newest, what) {
  const memory = cached('last', `${name}.json`);
  const last = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : null;
  const chosen = newest() ?? last;
  if (chosen === null) throw new Failure(`${name}: ${index.name} has no package ${what}`);
  const folder = unpackDeb(index.fetch(chosen));
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify(chosen));
  return { chosen, folder };
}

/** All cases on one kernel, of which there are so many: `{ kernel, release, failure, runs }`; each run has its wrong cells. */
export async function tryKernel(kernel, image, initramfs, all) {
  const logFile = join(cachedFolder('logs'), `${kernel.name}.log`);
  const words = isTriedUnderSettings(kernel) ? 'hgm.settings' : '';
  const guest = { arch: kernel.arch, kernel: image, initramfs, logFile, words };
  let { results, failure } = await boot(guest);
  if (results.length === 0) {
    // The tool has not run yet, so nothing of it is hidden by another try.
    say(`${kernel.name}: did not boot (${failure ?? 'it switched itself off'}); once more`);
    ({ results, failure } = await boot(guest));
  }
  const told = results.filter((result) => result.pool !== undefined);
  const skipped = told.filter((result) => result.skipped).map(({ pool, skipped }) => `${pool}: ${skipped}`);
  const runs = judgedRuns(kernel, told);
  const complete = runs.length === all;
  const why =
    failure ?? (skipped.join('; ') || (complete ? null : `only ${runs.length} of ${all} cases answered`));
  const release = JSON.parse(runs[0]?.stdout || '{}').host?.kernelRelease;
  return { kernel, release, failure: why && `${why} (console: ${logFile})`, runs };
}

/** The runs that a guest told of, each with its wrong cells. */
export const judgedRuns = (kernel, told) =>
  told
    .filter((result) => !result.skipped)
    .map(judged)
    .map((run) => {
      const expected = expectedCells(kernel, run);
      const found = seenCells(run);
      const verdict = found.get('hgm') ?? `exit ${found.get('exit')}`;
      return { ...run, verdict, cells: expected.size, wrong: wrongCells(expected, found) };
    });

/** With its report: the one that the guest wrote, or what comes of the recording. */
function judged({ report, ...run }) {
  try {
    const stdout = report ?? JSON.stringify(judge(parseRecording(run.recording).observations));
    return { ...run, stdout };
  } catch (error) {
    return { ...run, stdout: '', stderr: `${run.stderr}${error.message}` };
  }
}
