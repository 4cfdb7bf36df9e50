/**
 * Recordings of real kernels built with the patches of HGM: each cell about HGM is what such a kernel answers, call by
 * call (RFC v2 on 6.1; the same inside with the opt-in of series v1; RFC v2 with HGM compiled out). Their names are
 * KERNEL-DIALECT-ARCH-CALLER-PAGES. They were made by version 0.1.0, whose format later versions go on reading.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { readRecording } from '../../src/recording/read.js';
import type { Report } from '../../src/report/contract.js';
import { verdict } from '../../src/reporters/table/verdict.js';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const NAME = /^6\.1-(rfc-v2|madv-split|rfc-v2-compiled-out)-amd64-(root|nobody)-(2M|both)\.json\.gz$/;
const FILES = readdirSync(FOLDER).filter((file) => NAME.test(file));

/** What each row of a size says. 1G differs where no page was borrowed: accepted at the alignment check, not mapped. */
type Cells = Record<string, string>;

/** A CONTINUE, COLLAPSE or advice that works on these kernels (hgm-ground-truth.md, 2, "Comparison, call by call"). */
const WITH_HGM: Cells = {
  hgm: 'supported works',
  'register.minor': 'supported works',
  // "4K CONTINUE on hole: EINVAL" without opt-in, EFAULT with it.
  'continue.base': 'limited needs_hgm_opt_in',
};
const EXPECTED: Record<string, { '2M': Cells; '1G': Cells; wpUnpopulated: string }> = {
  'rfc-v2': {
    // "madvise(26): EINVAL x3"; "COLLAPSE hp with 34 4K PTEs: 0, content kept"; untouched: 0.
    '2M': {
      ...WITH_HGM,
      madv_split: 'absent refused',
      'hgm.collapse': 'supported works',
      'collapse.huge': 'supported works',
      'continue.huge': 'supported works',
    },
    '1G': { ...WITH_HGM, madv_split: 'absent refused', 'hgm.collapse': 'advertised marker' },
    // "UFFDIO_API(0).features 0x3fff": bit 13 is there, and asks for HGM.
    wpUnpopulated: 'unknown bit_is_hgm_here',
  },
  'madv-split': {
    '2M': {
      ...WITH_HGM,
      madv_split: 'supported works',
      'hgm.collapse': 'supported works',
      'collapse.huge': 'supported works',
      'continue.huge': 'supported works',
    },
    '1G': { ...WITH_HGM, madv_split: 'supported works', 'hgm.collapse': 'advertised marker' },
    // "0x1fff": not offered.
    wpUnpopulated: 'absent not_offered',
  },
  'rfc-v2-compiled-out': {
    // "REGISTER MINOR: bit 13: EINVAL; else 0", COLLAPSE and 26 EINVAL, 4K CONTINUE EINVAL -22.
    '2M': {
      hgm: 'absent compiled_out',
      'register.minor': 'supported works',
      'continue.base': 'absent refused',
      'continue.huge': 'supported works',
      madv_split: 'absent refused',
      'hgm.collapse': 'absent refused',
      'collapse.huge': 'absent refused',
    },
    '1G': { hgm: 'absent compiled_out', 'continue.base': 'absent refused', 'hgm.collapse': 'absent refused' },
    wpUnpopulated: 'unknown bit_is_hgm_here',
  },
};

async function judged(file: string): Promise<Report> {
  const { observations } = await readRecording(createReadStream(FOLDER + file));
  return judge(observations);
}

const cell = ({ capabilities }: Report, id: string, memory: string | null): string => {
  const found = capabilities.find((row) => row.id === id && row.memory === memory);
  return `${found?.state} ${found?.reason}`;
};

it('there are three of each kernel', () => {
  expect(FILES).toHaveLength(9);
});

describe.each(FILES)('%s', (file) => {
  const [, dialect = '', caller] = NAME.exec(file) ?? [];
  const expected = EXPECTED[dialect];

  it('has the verdicts of its kernel', async () => {
    const report = await judged(file);
    expect(report.ranAs.euid === 0).toBe(caller === 'root');
    for (const size of ['2M', '1G'] as const) {
      for (const [id, says] of Object.entries(expected?.[size] ?? {}))
        expect(`${id} ${size} ${cell(report, id, `hugetlb-${size}`)}`).toBe(`${id} ${size} ${says}`);
    }
    expect(cell(report, 'feature.wp_unpopulated', null)).toBe(expected?.wpUnpopulated);
    const isOn = dialect !== 'rfc-v2-compiled-out';
    expect(report.hgm).toMatchObject(
      isOn
        ? {
            state: 'supported',
            dialect,
            proof: 'mapped',
            granules: [
              { hugePageBytes: 2 << 20, granuleBytes: 4096, proof: 'mapped' },
              { hugePageBytes: 1 << 30, granuleBytes: 4096, proof: 'accepted' },
            ],
          }
        : { state: 'absent', dialect: null, reason: 'compiled_out', granules: [] },
    );
  });

  it('has witnesses that agree: kconfig, symbols and smaps where HGM is on, names and demote where it is off', async () => {
    const report = await judged(file);
    const says = Object.fromEntries(report.witnesses.map((one) => [one.id, one.says]));
    expect(says).toMatchObject(
      dialect === 'rfc-v2-compiled-out'
        ? { kconfig: 'nothing', kallsyms: 'patched', smaps: 'nothing', demote: 'patched' }
        : { kconfig: 'on', kallsyms: 'on', smaps: 'on', demote: 'patched' },
    );
    expect(report.witnesses.filter(({ agrees }) => agrees === false)).toEqual([]);
    expect(verdict(report)).not.toContain('Against it');
  });

  it('draws no ratio from a part that rests on too few samples, and marks it', async () => {
    const report = await judged(file);
    const few = new Set(report.timings.filter(({ n }) => n < 20).map(({ n }) => `mean of ${n}`));
    for (const { whole, granular, ratio } of report.stalls) {
      const parts = [...whole.parts, ...granular.parts];
      for (const { from, doubt } of parts)
        expect(doubt).toBe([...few].some((word) => from.includes(word)) ? 'few_samples' : undefined);
      if (parts.some(({ doubt }) => doubt !== undefined)) expect(ratio).toBeNull();
    }
  });
});
