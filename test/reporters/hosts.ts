/** Reports of hosts that were recorded, for what is drawn of them. */
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { judge } from '../../src/document/index.js';
import type { Observations } from '../../src/observe/observations.js';
import { loadProfiles } from '../../src/profiles/own.js';
import { readRecording } from '../../src/recording/read.js';
import type { Report } from '../../src/report/contract.js';

const RECORDINGS = {
  root: 'fixtures/screens/vm-root',
  nobody: 'fixtures/screens/vm-nobody',
  empty: 'fixtures/screens/vm-empty',
  'hgm-root': 'recordings/6.1-rfc-v2-amd64-root-both',
  'hgm-nobody': 'recordings/6.1-madv-split-amd64-nobody-2M',
  'no-proc': 'fixtures/screens/vm-noproc',
  arm64: 'recordings/7.3-arm64-root-2M',
} as const;

export type Host = keyof typeof RECORDINGS;
export const HOSTS = Object.keys(RECORDINGS) as Host[];

const recordingOf = (host: Host): string =>
  fileURLToPath(new URL(`../${RECORDINGS[host]}.json.gz`, import.meta.url));

export const observationsOf = async (host: Host): Promise<Observations> =>
  (await readRecording(createReadStream(recordingOf(host)))).observations;

export async function reportOf(host: Host): Promise<Report> {
  const observations = await observationsOf(host);
  const profiles = await loadProfiles(undefined, (why) => expect.fail(why));
  return judge({ ...observations, toolVersion: '0.0.0' }, { profiles });
}
