/** The emulation is held against real kernels with the patches: the same pools, the same caller, cell by cell. */
import { createReadStream, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import type { Observations } from '../../src/observe/observations.js';
import { readRecording } from '../../src/recording/read.js';
import type { Report } from '../../src/report/contract.js';
import type { ModeName } from './modes.js';
import { build, play, whyNot } from './run-double.js';

const FOLDER = fileURLToPath(new URL('../recordings/', import.meta.url));
const NAME = /^6\.1-(rfc-v2-compiled-out|rfc-v2|madv-split)-amd64-(root|nobody)-(2M|both)\.json\.gz$/;
const PLAYED: Record<string, ModeName> = {
  'rfc-v2': 'rfc-v2',
  'rfc-v2-compiled-out': 'rfc-v2-off',
  'madv-split': 'madv-split',
};
const ABOUT_HGM = /^(hgm|hgm\.collapse|madv_split|continue\.(base|huge)|collapse\.huge|register\.minor)$/;
const why = whyNot();

/** Everything that such a kernel answers otherwise than a stock one. */
const cells = ({ capabilities, hgm }: Report) => ({
  hgm,
  rows: capabilities
    .filter(({ id, memory }) => ABOUT_HGM.test(id) && memory?.startsWith('hugetlb-'))
    .map(({ id, memory, state, reason }) => `${id}:${memory} ${state} ${reason}`),
});

const free = ({ poolsBefore }: Observations, pageBytes: number): number =>
  poolsBefore.find((pool) => pool.pageBytes === pageBytes)?.free ?? 0;

describe.skipIf(why !== null)(`the emulation beside real kernels${why === null ? '' : ` (${why})`}`, () => {
  beforeAll(build, 120_000);

  it.each(readdirSync(FOLDER).filter((file) => NAME.test(file)))('%s', async (file) => {
    const [, dialect = '', caller] = NAME.exec(file) ?? [];
    const { observations } = await readRecording(createReadStream(FOLDER + file));
    const { report } = play(PLAYED[dialect] ?? 'stock', {
      flags: ['--no-latency'],
      pools: { '2M': free(observations, 2 ** 21), '1G': free(observations, 2 ** 30) },
      ...(caller === 'nobody' && { uid: observations.ranAs.euid }),
    });
    const real = cells(judge(observations));
    expect(real.rows.length).toBe(14);
    expect(cells(report)).toEqual(real);
  });
});
