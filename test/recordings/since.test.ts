/** What is said of absent rows, held against the kernel that lacked them: no word names a kernel that the host had. */
import { createReadStream, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCapability } from '../../src/capabilities/catalog.js';
import { isBefore } from '../../src/capabilities/since.js';
import { judge } from '../../src/document/index.js';
import { readRecording } from '../../src/recording/read.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { ofCapability } from '../../src/reporters/explain/explanation.js';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const RECORDINGS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.slice(0, -'.json.gz'.length));

async function reportOf(name: string): Promise<Report> {
  const { observations } = await readRecording(createReadStream(`${FOLDER}${name}.json.gz`));
  return judge(observations);
}

/** The advice of `explain ID:MEMORY` for that architecture, and the kernels that it sends somebody to. */
function named({ id, memory }: Pick<Capability, 'id' | 'memory'>, arch: string): string[] {
  const info = findCapability(id);
  if (info === undefined) throw new Error(`no ${id} in the catalog`);
  const advice = ofCapability(info, memory, []).sections.find(({ title }) => title === 'What to do');
  const text = String(advice?.parts[0]).replace(
    /before (\d+\.\d+) \(arm64: (\d+\.\d+)\)/g,
    arch === 'aarch64' ? 'before $2' : 'before $1',
  );
  return [...text.matchAll(/before (\d+\.\d+)|Linux (\d+\.\d+)/g)].map(
    ([, before, linux]) => before ?? linux ?? '',
  );
}

describe.each(RECORDINGS)('%s', (name) => {
  it('no absent row names a kernel that the host has', async () => {
    const { host, capabilities } = await reportOf(name);
    const wrong = capabilities
      .filter(({ state }) => state === 'absent')
      .flatMap((row) =>
        [...(row.since === null ? [] : [row.since]), ...named(row, host.arch)].map((kernel) => ({
          row,
          kernel,
        })),
      )
      .filter(({ kernel }) => !isBefore(host.kernelRelease, kernel))
      .map(({ row, kernel }) => `${row.id}:${row.memory}: ${kernel}`);
    expect(wrong).toEqual([]);
  });

  it('no row that works is said to be of a later kernel, or of none but for HGM', async () => {
    const { host, hgm, capabilities } = await reportOf(name);
    const wrong = capabilities
      .filter(
        ({ state, since }) => state === 'supported' && since !== null && isBefore(host.kernelRelease, since),
      )
      .map(({ id, memory, since }) => `${id}:${memory}: ${since}`);
    expect(hgm.state === 'supported' ? [] : wrong).toEqual([]);
  });
});

it.each([
  ['5.10-amd64-root-2M', 'writeprotect.huge', 'hugetlb-2M', '5.19'],
  ['5.10-amd64-root-2M', 'register.wp', 'shmem', '5.19'],
  ['5.10-amd64-root-2M', 'register.all', 'hugetlb-2M', '5.19'],
  ['5.10-amd64-root-2M', 'register.minor', 'shmem', '5.14'],
  ['5.10-amd64-root-2M', 'dontneed.huge', 'hugetlb-2M', '5.18'],
  ['5.10-amd64-root-2M', 'copy.base', 'hugetlb-2M', null],
  ['7.3-amd64-root-2M', 'rwprotect.base', 'hugetlb-2M', null],
  ['6.12-amd64-root-2M', 'register.wp', 'anonymous', '5.7'],
  ['6.12-arm64-root-2M', 'register.wp', 'anonymous', '6.10'],
  ['6.12-arm64-root-2M', 'feature.wp_async', null, '6.10'],
])('%s: %s of %s is since %s', async (name, id, memory, since) => {
  const { capabilities } = await reportOf(name);
  expect(capabilities.find((row) => row.id === id && row.memory === memory)?.since).toBe(since);
});
