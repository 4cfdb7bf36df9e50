/** Recordings of real kernels, judged again here: every cell is what the facts say, without booting anything. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { parseRecording } from '../../src/recording/read.js';
import { expectedCells } from './cells.js';
import { seenCells, wrongCells } from './compare.js';
import { KERNELS } from './kernels.js';

const FOLDER = fileURLToPath(new URL('../recordings/', import.meta.url));
const CASES = ['root', 'nobody'].flatMap((privilege) =>
  ['empty', '2M', '1G'].map((pool) => ({ privilege, pool })),
);

describe.each(KERNELS)('kernel $name', (kernel) => {
  it.each(CASES)('as $privilege with pool $pool has no wrong cell', ({ privilege, pool }) => {
    const file = `${kernel.name}-${privilege}-${pool}.json.gz`;
    const { observations } = parseRecording(gunzipSync(readFileSync(FOLDER + file)).toString());
    const stdout = JSON.stringify(judge(observations));
    const seen = seenCells({ status: 0, signal: null, stdout, stderr: '', log: [] });
    const older = observations.experiments.every(({ id }) => id !== 'messages');
    const expected = expectedCells(kernel, { pool, privilege, older });
    if (older) for (const name of [...seen.keys()]) if (/^(track|wait)\./.test(name)) seen.delete(name);
    if (observations.experiments.every(({ id }) => id !== 'served'))
      for (const cells of [expected, seen])
        for (const name of [...cells.keys()])
          if (/^(serve\.|private\.|track\.own)/.test(name)) cells.delete(name);
    // Recorded before a run tried as much as it does now; a run of today is held to it by test:kernels.
    if (observations.experiments.every(({ id }) => id !== 'isolation'))
      for (const cells of [expected, seen])
        for (const name of [...cells.keys()])
          if (/^(timings$|isolation\.|regain\.|demote)/.test(name)) cells.delete(name);
    // Done by hand in a guest, after the tool.
    for (const name of [...expected.keys()])
      if (name === 'demoted' || name.startsWith('plain feature ')) expected.delete(name);
    if (observations.settings.kvm === null) expected.delete('kvm.open');
    expect(wrongCells(expected, seen)).toEqual([]);
  });
});

it('there is no recording of a kernel that the table does not name', () => {
  const known = KERNELS.flatMap(({ name }) =>
    CASES.map(({ privilege, pool }) => `${name}-${privilege}-${pool}.json.gz`),
  );
  const kernelRecordings = readdirSync(FOLDER).filter((file) => /^\d+\.\d+-(amd64|arm64)/.test(file));
  expect(kernelRecordings.filter((file) => !known.includes(file))).toEqual([]);
});
