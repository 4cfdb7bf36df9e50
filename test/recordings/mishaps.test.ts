/**
 * Recordings of kernels with HGM and without, in which something goes wrong that did not: whatever it is, no verdict
 * is without its grounds. `MISHAP_SEED=$RANDOM` draws other mishaps.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { sizeWord } from '../../src/ground/size.js';
import type { Observations } from '../../src/observe/observations.js';
import { readRecording } from '../../src/recording/read.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { absentWithout, supportedWithout } from './grounds.js';
import { ANY, HONEST, mishaps, suffer } from './mishap.js';

const SEED = Number(process.env.MISHAP_SEED ?? 1);
const RUNS = 250;

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const FILES = readdirSync(FOLDER).filter((file) => /^(?:5\.10|6\.1|7\.3)-.*\.json\.gz$/.test(file));

interface Recorded {
  observations: Observations;
  /** As judged undisturbed, which `golden.test.ts` and `hgm.test.ts` hold against the facts. */
  report: Report;
}

const recorded: Recorded[] = [];

/** Nothing that was timed is asked here. */
const untimed = (of: Observations): Observations => ({
  ...of,
  latency: false,
  experiments: of.experiments.map((one) => ({ ...one, series: [] })),
});

beforeAll(async () => {
  for (const file of FILES) {
    const { observations } = await readRecording(createReadStream(FOLDER + file));
    const of = untimed(observations);
    recorded.push({ observations: of, report: judge(of) });
  }
});

const hgmOf = ({ capabilities }: Report) =>
  new Map(capabilities.filter(({ id }) => id === 'hgm').map(({ memory, state }) => [memory, state]));

/** Supported and absent only on the grounds that the facts ask for; and the parts add up. */
function grounded(report: Report, observations: Observations): void {
  const states = hgmOf(report);
  for (const { pageBytes } of observations.poolsBefore) {
    const state = states.get(`hugetlb-${sizeWord(pageBytes)}`);
    const granule = report.hgm.granules.find(({ hugePageBytes }) => hugePageBytes === pageBytes);
    expect(granule !== undefined).toBe(state === 'supported');
    if (granule) expect(supportedWithout(observations, pageBytes, granule.proof)).toBeNull();
    if (state === 'absent') expect(absentWithout(observations, pageBytes)).toBeNull();
  }
  const all = [...states.values()];
  expect(report.hgm.state === 'supported').toBe(all.includes('supported'));
  expect(report.hgm.state === 'absent').toBe(all.every((state) => state === 'absent'));
}

/**
 * But for the two controls of a kernel compiled out, which say nothing of one without minor faults, and for a private
 * mapping, of which MADV_SPLIT is beside the shared one that decides.
 */
const EXCUSE =
  /^(?!control register_(?:shmem|plain))(?!.*mapping=private).*(?:EPERM|EACCES|ENOMEM|E[MN]FILE|EBUSY|no answer)/;

/** Of every row, whatever went wrong. */
function faultsOf({ id, state, gate, evidence }: Capability): string[] {
  const faults: string[] = [];
  if ((gate !== undefined) !== (state === 'not_permitted')) faults.push('a gate beside the wrong state');
  if (state !== 'absent' || id === 'hgm.file') return faults;
  if (evidence.length < 2) faults.push('absent without a control');
  if (evidence.some((line) => EXCUSE.test(line))) faults.push('absent for another reason');
  return faults;
}

const consistent = ({ capabilities }: Report): void =>
  expect(capabilities.flatMap((row) => faultsOf(row).map((fault) => ({ fault, row })))).toEqual([]);

const which = fc.nat({ max: FILES.length - 1 });
const settings = { seed: SEED, numRuns: RUNS };

describe(`what goes wrong, seed ${SEED}`, () => {
  it('nothing, and every verdict has its grounds', () => {
    for (const { observations, report } of recorded) {
      grounded(report, observations);
      consistent(report);
    }
  });

  it('makes no HGM of none, and takes none away', () => {
    const check = (at: number, bad: Parameters<typeof suffer>[1]) => {
      const { observations, report: undisturbed } = recorded[at] as Recorded;
      const of = suffer(observations, bad);
      const report = judge(of);
      consistent(report);
      grounded(report, of);
      for (const [memory, state] of hgmOf(report))
        if (state === 'absent' || state === 'supported') expect(hgmOf(undisturbed).get(memory)).toBe(state);
    };
    fc.assert(fc.property(which, mishaps(HONEST), check), settings);
  });

  it('is believed only on grounds, whatever a kernel that lies answers', () => {
    const check = (at: number, bad: Parameters<typeof suffer>[1]) => {
      const of = suffer((recorded[at] as Recorded).observations, bad);
      grounded(judge(of), of);
    };
    fc.assert(fc.property(which, mishaps(ANY, 'garbled'), check), settings);
  });
});
