/** Random kernels, judged, and held against what was drawn. `MODEL_SEED=$RANDOM` draws others. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { sizeWord } from '../../src/ground/size.js';
import type { Observations } from '../../src/observe/observations.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { kernel as anyKernel, mishaps } from './draw.js';
import { dialectOf, expectedOf, overall } from './expected.js';
import { absentWithout, supportedWithout } from './grounds.js';
import { borrow, hasMinor, isOn, type Kernel, offered, type Size } from './kernel.js';
import { ANY, HONEST, suffer } from './mishap.js';
import { observe } from './observe.js';
import { device, opens, userfaultfd } from './opening.js';

const SEED = Number(process.env.MODEL_SEED ?? 1);
const RUNS = { undisturbed: 4000, honest: 2500, lying: 3500 };

const settings = (numRuns: number) => ({ seed: SEED, numRuns });
const memoryOf = ({ pageBytes }: Pick<Size, 'pageBytes'>): string => `hugetlb-${sizeWord(pageBytes)}`;
const row = (report: Report, id: string, memory: string | null = null): Capability | undefined =>
  report.capabilities.find((one) => one.id === id && one.memory === memory);

/** Of every report, whatever went wrong. One assertion for all rows: there are a million of them in a run. */
function consistent(report: Report): void {
  const wrong = report.capabilities.flatMap((row) => faultsOf(row).map((fault) => ({ fault, row })));
  expect(wrong).toEqual([]);
}

/** But for the two controls of a kernel compiled out, which say nothing of one without minor faults. */
const EXCUSE = /^(?!control register_(?:shmem|plain)).*(?:EPERM|EACCES|ENOMEM|E[MN]FILE|EBUSY|no answer)/;

function faultsOf({ id, state, gate, evidence }: Capability): string[] {
  const faults: string[] = [];
  if ((gate !== undefined) !== (state === 'not_permitted')) faults.push('a gate beside the wrong state');
  if (state !== 'absent' || id === 'hgm.file') return faults;
  if (evidence.length < 2) faults.push('absent without a control');
  if (evidence.some((line) => EXCUSE.test(line))) faults.push('absent for another reason');
  return faults;
}

/** Supported and absent only on the grounds that the facts ask for; and the parts add up. */
function grounded(report: Report, observations: Observations, { sizes }: Kernel): void {
  const { hgm } = report;
  const states = sizes.map((size) => row(report, 'hgm', memoryOf(size))?.state);
  for (const [index, { pageBytes }] of sizes.entries()) {
    const granule = hgm.granules.find(({ hugePageBytes }) => hugePageBytes === pageBytes);
    expect(granule !== undefined).toBe(states[index] === 'supported');
    if (granule) expect(supportedWithout(observations, pageBytes, granule.proof)).toBeNull();
    if (states[index] === 'absent') expect(absentWithout(observations, pageBytes)).toBeNull();
  }
  expect(hgm.state === 'supported').toBe(states.includes('supported'));
  expect(hgm.state === 'absent').toBe(states.every((state) => state === 'absent'));
}

/** HGM as drawn: verdict, dialect, granules, proof and reason. */
function verdictIsDrawn(report: Report, kernel: Kernel): void {
  const { hgm } = report;
  const sizes = kernel.sizes.map((size) => ({ size, expected: expectedOf(kernel, size) }));
  for (const { size, expected } of sizes) {
    const { proof: _, ...verdict } = expected;
    expect(row(report, 'hgm', memoryOf(size))).toMatchObject(verdict);
  }
  const found = sizes.filter(({ expected }) => expected.state === 'supported');
  const proofs = found.map(({ expected }) => expected.proof);
  expect(hgm.state).toBe(overall(sizes.map(({ expected }) => expected)));
  expect(hgm.dialect).toBe(found[0] ? dialectOf(kernel, found[0].size) : null);
  expect(hgm.proof).toBe(proofs.includes('mapped') ? 'mapped' : (proofs[0] ?? null));
  expect(hgm.granules).toEqual(
    found.map(({ size, expected }) => ({
      hugePageBytes: size.pageBytes,
      granuleBytes: kernel.basePageBytes,
      proof: expected.proof,
    })),
  );
}

/** Who is stopped, and by what. */
function gatesAreDrawn(report: Report, kernel: Kernel): void {
  const syscall = row(report, 'open.syscall');
  const errno = userfaultfd(kernel, 0);
  if (errno === null) expect(syscall?.state).toBe('supported');
  if (errno === 'EPERM') {
    // Before 5.11 the permission comes before the flags: there a filter that is in place can't be told apart.
    const told = kernel.release !== '5.10' || kernel.filter !== 'harmless';
    expect(syscall).toMatchObject({ state: 'not_permitted' });
    if (told) expect(syscall?.gate).toBe(kernel.filter === 'EPERM' ? 'seccomp' : 'sysctl');
  }
  const node = device(kernel);
  const wanted = { null: 'supported', EACCES: 'not_permitted', ENOENT: undefined }[String(node)];
  if (wanted) expect(row(report, 'open.device')?.state).toBe(wanted);
  if (node === 'EACCES') expect(row(report, 'open.device')?.gate).toBe('device_node');
}

/** Names and rows of the features, and what registering takes. */
function featuresAreDrawn(report: Report, kernel: Kernel): void {
  if (!opens(kernel)) return;
  const mask = offered(kernel);
  expect(report.userfaultfd.features).toBe(`0x${mask.toString(16)}`);
  expect(report.userfaultfd.unnamedBits).toEqual(kernel.unnamed === null ? [] : [kernel.unnamed]);
  const fork = row(report, 'feature.event_fork');
  const has = (bit: number) => ((mask >> BigInt(bit)) & 1n) === 1n;
  if (has(1) && !kernel.root) expect(fork).toMatchObject({ state: 'not_permitted', gate: 'capability' });
  else expect(fork?.state).toBe(has(1) ? 'advertised' : 'absent');
  const rfc = report.hgm.dialect?.startsWith('rfc') === true || report.hgm.reason === 'compiled_out';
  expect(report.userfaultfd.featureNames?.includes('MINOR_HUGETLBFS_HGM')).toBe(rfc && has(13));
  for (const memory of ['shmem', ...kernel.sizes.map(memoryOf)]) {
    expect(row(report, 'register.minor', memory)?.state).toBe(hasMinor(kernel) ? 'supported' : 'absent');
  }
}

/** A page that was not to be had is never a lack of the kernel's. */
function missingPagesAreNamed(report: Report, { sizes }: Kernel): void {
  const wanted = {
    none_free: 'no_resources',
    too_few_free: 'no_resources',
    declined: 'not_probed',
    too_large: 'not_probed',
    taken: 'unknown',
    unknown_pool: 'unknown',
  };
  for (const size of sizes) {
    expect(row(report, 'copy.huge', memoryOf(size))?.state).toBe(wanted[borrow(size)]);
  }
}

describe(`random kernels, seed ${SEED}`, () => {
  it('are judged as drawn', () => {
    const check = (kernel: Kernel) => {
      const observations = observe(kernel);
      const report = judge(observations);
      verdictIsDrawn(report, kernel);
      gatesAreDrawn(report, kernel);
      featuresAreDrawn(report, kernel);
      missingPagesAreNamed(report, kernel);
      consistent(report);
      grounded(report, observations, kernel);
    };
    fc.assert(fc.property(anyKernel, check), settings(RUNS.undisturbed));
  });

  it('are never judged wrong for what went wrong in the run', () => {
    const check = (kernel: Kernel, bad: Parameters<typeof suffer>[1]) => {
      const observations = suffer(observe(kernel), bad);
      const report = judge(observations);
      consistent(report);
      grounded(report, observations, kernel);
      for (const size of kernel.sizes) {
        const state = row(report, 'hgm', memoryOf(size))?.state;
        if (state === 'absent') expect(expectedOf(kernel, size).state).toBe('absent');
        if (state === 'supported') expect(isOn(kernel, size)).toBe(true);
      }
    };
    fc.assert(fc.property(anyKernel, mishaps(HONEST), check), settings(RUNS.honest));
  });

  it('are believed only on grounds, whatever they answer', () => {
    const check = (kernel: Kernel, bad: Parameters<typeof suffer>[1]) => {
      const observations = suffer(observe(kernel), bad);
      grounded(judge(observations), observations, kernel);
    };
    fc.assert(fc.property(anyKernel, mishaps(ANY, 'garbled'), check), settings(RUNS.lying));
  });
});
