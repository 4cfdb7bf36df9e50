/** The pages of a fleet in a real browser. */
import { describe, expect, it } from 'vitest';
import type { HostClass } from '../../src/fleet/ask/fixes.js';
import type { Outlier } from '../../src/fleet/ask/outliers.js';
import { matrixPage } from '../../src/reporters/html/fleet/matrix.js';
import { outliersPage } from '../../src/reporters/html/fleet/outliers.js';
import type { Who } from '../../src/reporters/html/fleet/page.js';
import { pairsPage } from '../../src/reporters/html/fleet/pairs.js';
import { summaryPage } from '../../src/reporters/html/fleet/summary.js';
import { browserOfFile, opened } from './browser.js';
import { wrongWith } from './checks.js';

/** What a report may be called and what it may run, in the hands of a stranger. */
const EVIL = `<script>document.title='owned'</script>"'&\u202e`;
const NONE = { count: 0, named: [] };
const WHO: Who = {
  hosts: 1234,
  expired: 3,
  includeExpired: false,
  caller: 'root',
  ofOthers: 2,
  documents: 1240,
  files: 2,
  bad: { count: 1 },
  shared: NONE,
  ahead: NONE,
} as unknown as Who;
const FEW = { ...WHO, hosts: 0, expired: 0 };

const counts = (values: number, name = (at: number): string => `6.${at}.0`) =>
  Array.from({ length: values }, (_, at) => ({ value: name(at), hosts: values - at, expired: at % 2 }));

const SUMMARY = summaryPage(
  {
    by: {
      verdict: [
        { value: 'absent', hosts: 1200, expired: 3 },
        { value: 'not_permitted', hosts: 34, expired: 0 },
      ],
      granuleBytes: [
        { value: null, hosts: 1233, expired: 0 },
        { value: 4096, hosts: 1, expired: 0 },
      ],
      kernel: [{ value: EVIL, hosts: 200, expired: 0 }, ...counts(150)],
      arch: counts(2, (at) => ['x86_64', 'aarch64'][at] ?? ''),
      gate: [{ value: null, hosts: 4, expired: 0 }],
    },
    profiles: ['ready', 'restricted', 'unknown', 'not_ready', 'not_judged', EVIL].map((state, at) => ({
      profile: 'qemu-postcopy',
      state,
      hosts: at + 1,
    })),
    cuts: [{ list: 'by.kernel', shown: 151, total: 5000 }],
  },
  WHO,
);

const agree = (state: string) => ({ states: [{ state, hosts: 9 }], drift: null });
const DRIFTING = {
  states: [
    { state: 'supported', hosts: 7 },
    { state: 'absent', hosts: 2 },
  ],
  drift: 'kernel' as const,
};
const COLUMNS = counts(60, (at) => (at === 0 ? EVIL : `6.${at}.0 x86_64`)).map(
  ({ value, hosts, expired }) => ({
    name: value,
    hosts,
    expired,
  }),
);
const MATRIX = matrixPage(
  {
    by: 'kernel',
    columns: COLUMNS,
    rows: [
      {
        id: 'copy.base',
        memory: 'shmem',
        cells: Object.fromEntries(COLUMNS.map(({ name }) => [name, agree('supported')])),
      },
      { id: 'continue.base', memory: 'shmem', cells: { '6.1.0 x86_64': DRIFTING, [EVIL]: agree(EVIL) } },
      { id: 'open.device', memory: null, cells: { '6.2.0 x86_64': { ...DRIFTING, drift: 'circumstances' } } },
    ],
    cuts: [{ list: 'columns', shown: 60, total: 300 }],
  },
  WHO,
  false,
);

const group = (more: Partial<HostClass>): HostClass => ({
  arch: 'x86_64',
  basePageBytes: 4096,
  state: 'ready',
  reason: 'all_met',
  who: null,
  granuleBytes: null,
  hosts: 10,
  example: 'hv-1.example.net',
  names: ['hv-1.example.net', 'hv-2.example.net'],
  ...more,
});
const CLASSES = [
  group({ granuleBytes: 4096 }),
  group({ state: 'restricted', reason: 'not all' }),
  group({ state: 'not_ready', reason: EVIL, who: 'os_configuration', example: EVIL, names: [EVIL] }),
  ...Array.from({ length: 40 }, (_, at) => group({ arch: `arch${at}`, hosts: 1 })),
];
const PAIRS = pairsPage(
  {
    profile: 'qemu-postcopy',
    classes: CLASSES,
    pairs: [
      { from: 0, to: 1, granuleBytes: null, pairs: 100 },
      { from: 2, to: 0, granuleBytes: 4096, pairs: 100 },
    ],
    allPairs: 5000,
    fixes: [
      {
        arch: 'x86_64',
        basePageBytes: 4096,
        goal: 'ready',
        who: 'kernel_build',
        reason: 'a; b',
        needs: ['a', 'b'],
        hosts: 9,
      },
      {
        arch: 'x86_64',
        basePageBytes: 4096,
        goal: 'finest',
        who: null,
        reason: 'hgm',
        needs: ['hgm'],
        hosts: 20,
      },
    ],
    causes: [{ arch: 'x86_64', basePageBytes: 4096, cause: 'a', hosts: 9, alone: 0 }],
    cuts: [],
  },
  WHO,
);
const NO_PAIRS = pairsPage(
  { profile: 'x', classes: [], pairs: [], allPairs: 0, fixes: [], causes: [], cuts: [] },
  FEW,
);

const outlier = (hostName: string, p50Ns: number, id = 'wake'): Outlier => ({
  host: hostName,
  hostName,
  kernelRelease: '6.12.1',
  basePageBytes: 4096,
  cpuModel: null,
  id,
  memory: null,
  granuleBytes: null,
  units: 1,
  threads: 1,
  p50Ns,
  medianNs: 1000,
  score: 40,
  peers: 12,
});
const OUTLIERS = outliersPage(
  {
    found: 500,
    compared: 9000,
    alone: 4,
    minPeers: 8,
    outliers: [
      outlier(EVIL, 90_000_000),
      outlier('fast', 10),
      outlier('slow', 4000),
      ...Array.from({ length: 60 }, (_, at) => outlier(`h${at}`, 9000, `series${at}`)),
    ],
    cuts: [],
  },
  WHO,
);
const NO_OUTLIERS = outliersPage(
  { found: 0, compared: 0, alone: 0, minPeers: 8, outliers: [], cuts: [] },
  FEW,
);

const browser = browserOfFile();

it.each([
  ['summary', SUMMARY],
  ['matrix', MATRIX],
  ['pairs', PAIRS],
  ['pairs of nobody', NO_PAIRS],
  ['outliers', OUTLIERS],
  ['no outliers', NO_OUTLIERS],
])(
  '%s: nothing fetched, no rule of axe broken, light, dark, wide, narrow, and whole on paper',
  async (_, text) => {
    expect(await wrongWith(browser(), text)).toEqual([]);
  },
);

const textOf = (html: string, of = 'body'): Promise<string> =>
  opened(browser(), html, ({ page }) => page.locator(of).first().innerText());

describe('what an answer leaves out', () => {
  it.each([
    ['summary', SUMMARY, ['100 of 5,000 kernels: those with most hosts']],
    ['matrix', MATRIX, ['40 of 300 columns: those with most hosts']],
    ['pairs', PAIRS, ['30 of 43 groups: those with most hosts']],
    ['outliers', OUTLIERS, ['40 of 61 series are drawn', '63 of 500 series of a host are listed']],
  ])('is said at the top of %s', async (_, html, cuts) => {
    const header = await textOf(html, 'header');
    for (const cut of cuts) expect(header).toContain(`Not all is here: ${cut}`);
  });

  it('and nothing is said to be, where all is there', async () => {
    expect(await textOf(NO_PAIRS, 'header')).not.toContain('Not all');
    expect(await textOf(NO_OUTLIERS, 'header')).not.toContain('Not all');
  });
});

it('says beside each colour what it means', async () => {
  expect(await textOf(MATRIX, 'main')).toMatch(/! contradict\s+7 supported\s+2 absent/);
  expect(await textOf(MATRIX, 'main')).toMatch(/~ differ/);
  expect(await textOf(PAIRS, 'main')).toMatch(
    /at whole pages, 100 pairs[\s\S]*With a restriction at the destination: #2/,
  );
  expect(await textOf(NO_PAIRS, 'main')).toContain('None: no host is ready.');
});

it('names who is out of line to a screen reader, and where', async () => {
  await opened(browser(), OUTLIERS, async ({ page }) => {
    const first = page.getByRole('img').first();
    expect(await first.locator('desc').textContent()).toContain('fast 10ns, slow 4.00µs');
    const inside = await page.evaluate(`[...document.querySelectorAll('svg')].every((svg) => {
      const frame = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text, circle')].map((one) => one.getBoundingClientRect())
        .every((box) => box.left >= frame.left - 1 && box.right <= frame.right + 1);
    })`);
    expect(inside).toBe(true);
  });
});

it('takes a name of a stranger for text', async () => {
  for (const html of [SUMMARY, MATRIX, PAIRS, OUTLIERS]) {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u202e');
  }
});
