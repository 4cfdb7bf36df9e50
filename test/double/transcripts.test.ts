/**
 * The double and the transcripts of real HGM kernels side by side: the probe makes the calls of the
 * transcripts under the double, and every answer (return value, errno, output field, smaps) must be theirs.
 *
 * Calls of the transcripts that the probe does not make, since the double does not play them:
 * - page faults and their addresses: the messages are those of shmem, which reports the base page;
 * - pagemap and mincore: of a gigantic page mapped whole the double keeps no page table entries;
 * - mprotect, mremap, munmap of a part; UNREGISTER and what stays behind it; a fork of a mapping;
 * - an exhausted pool: the counters stand in files and nothing is taken from them;
 * - poisoned pages, and latencies.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModeName } from './modes.js';
import { build, probe, whyNot } from './run-double.js';
import { parse, readTranscript, sectionOf } from './transcripts.js';

const OPT_INS = ['none', 'b13', 'b13x', 'split', 'splitx', 'b13split'];

/** The least that must be the same: a parser or a probe that loses lines must not pass. */
const PAIRS: [ModeName, string, '2M' | '1G', number][] = [
  ['rfc-v1', 'rfcv1like-2M', '2M', 1300],
  ['rfc-v2', 'rfcv2-2M', '2M', 1500],
  ['rfc-v2', 'rfcv2-1G', '1G', 600],
  ['rfc-v2-off', 'rfcv2-off-2M', '2M', 1300],
  ['rfc-v2-off', 'rfcv2-off-1G', '1G', 600],
  ['madv-split', 'split-2M', '2M', 950],
  ['madv-split', 'split-1G', '1G', 750],
  ['stock-6.1', 'stock61mini-2M', '2M', 800],
  ['stock-6.1', 'stock61mini-1G', '1G', 450],
];

/** Where the double is not meant to answer as the transcript does, and why. */
const DIFFERENT: [RegExp, string][] = [
  [
    /anon private, 25$/,
    'transparent huge pages of private memory are the host’s, and so is its setting for them',
  ],
  [/process_madvise\(self, hugetlb shared, 25\)$/, 'not played: no experiment makes that call'],
];

const why = whyNot();

describe.skipIf(why !== null)('the double answers as the transcripts do', () => {
  beforeAll(build, 120_000);

  it.each(PAIRS)(
    '%s as %s',
    (mode, transcript, size, least) => {
      const theirs = parse(readTranscript(transcript));
      const sections = new Set([...theirs.keys()].map(sectionOf));
      const ours = [...parse(probe(mode, size, ...OPT_INS))].filter(([key]) => sections.has(sectionOf(key)));
      const shared = ours.filter(([key]) => theirs.has(key));
      const differ = shared.filter(([key, answer]) => answer !== theirs.get(key));
      const meant = differ.filter(([key]) => DIFFERENT.some(([pattern]) => pattern.test(key)));
      const unmeant = differ.filter((each) => !meant.includes(each));
      expect(unmeant.map(([key, answer]) => `${key}: ${answer}, transcript: ${theirs.get(key)}`)).toEqual([]);
      expect(shared.length - differ.length).toBeGreaterThanOrEqual(least);
      // Some transcripts leave out the advice to hugetlb memory, for want of pages; nothing else is missing.
      const extra = ours.filter(
        ([key]) => !theirs.has(key) && !/^== madvise .*(hugetlb shared|hugetlb memfd|smaps)/.test(key),
      );
      expect(extra).toEqual([]);
    },
    60_000,
  );
});
