import { describe, expect, it, vi } from 'vitest';
import { table } from '../../src/reporters/table.js';
import { arm64Report, hgmReport, refusedReport } from '../fixtures/hosts.js';
import { capability, pool, stockReport } from '../fixtures/report.js';
import { DEMOTE } from '../kernels/guest/demote.js';

vi.mock('../../src/capabilities/catalog.js', () => import('../fixtures/catalog.js'));

const PLAIN = { width: 80, colour: false };
const PIPE = { width: Number.POSITIVE_INFINITY, colour: false };
const ESCAPE = '\u001b';

const golden = (name: string): string => `./golden/${name}.txt`;
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.trimStart().startsWith(start)) ?? '';

describe('what is set of huge pages', () => {
  const linesOf = (of: Parameters<typeof stockReport>[0]): string[] =>
    table(stockReport(of), PIPE).split('\n');
  const gigantic = { ...pool(2 ** 30, 2), demoteBytes: 2 ** 21 };
  const demoted = (of: object): string | undefined =>
    linesOf({ pools: [{ ...gigantic, ...of }] }).find((line) => line.includes('becomes'));

  it('says how a free page is made smaller ones, in the words that guests of test:kernels run', () => {
    expect(demoted({})).toBe(`  a free 1G page becomes 512 of 2M by: ${DEMOTE}`);
  });

  it('says nothing of that where no page is free and unreserved, or where the kernel has no such file', () => {
    expect(demoted({ reserved: 2 })).toBeUndefined();
    expect(demoted({ free: 0 })).toBeUndefined();
    expect(demoted({ free: null })).toBeUndefined();
    expect(linesOf({ pools: [pool(2 ** 30, 2)] }).join()).not.toContain('becomes');
  });

  it('names the sizes that a fault may bring, and what the kernel was booted with', () => {
    const settings = {
      ...stockReport().settings,
      bootParameters: ['hugepagesz=1G', 'hugetlb_cma=4G'],
      faultSizes: {
        anonymous: { anyhow: [2 ** 16], advised: [2 ** 20, 2 ** 21] },
        shmem: { anyhow: [], advised: [] },
      },
    };
    const lines = linesOf({ settings });
    expect(lines).toContain(
      '  huge pages that a fault may bring: anonymous 64K, with MADV_HUGEPAGE 1M 2M; shmem none',
    );
    expect(lines).toContain('  booted with hugepagesz=1G hugetlb_cma=4G');
  });
});

it('a run without latency has no timings, not even a list of what was not timed', () => {
  const untimed = [{ id: 'memcpy', memory: null, reason: 'latency_off' }];
  expect(table(stockReport({ timings: [], untimed, stalls: [], bench: null }), PIPE)).not.toMatch(
    /timing|timed/i,
  );
});

describe('on 80 columns', () => {
  it('draws a stock host', async () => {
    const text = table(stockReport(), PLAIN);
    await expect(text).toMatchFileSnapshot(golden('stock'));
    expect(text.split('\n')[0]).toMatch(/^HGM: absent\. /);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'base-page UFFDIO_CONTINUE was refused on 2M and 1G pages, and every control passed.',
    );
    expect(lineOf(text, 'continue.base').trim().split(/\s+/)).toEqual([
      'continue.base',
      '-',
      'supported',
      'absent',
      'absent',
    ]);
    expect(lineOf(text, 'dontneed.base')).toContain('absent*');
    expect(text).toContain('* dontneed.base returned 0 and did nothing (hugetlb-2M, hugetlb-1G)');
    expect(text).toContain('huge pages taken: one 2M page, given back; free 64 → 64');
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).not.toContain(ESCAPE);
  });

  it('draws HGM that was proven, and shouts about a witness against it', async () => {
    const text = table(hgmReport(), PLAIN);
    await expect(text).toMatchFileSnapshot(golden('hgm'));
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /^HGM: supported \(dialect madv-split, mapped and looked at\): 2M pages down to 4K, 1G pages down to 4K\. /,
    );
    expect(text).toContain('DISAGREES with the verdict: kallsyms says off');
    expect(text).toContain('the pool changed during the run: free 4 → 3');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it('continues the matrix in a second block where four sizes do not fit', async () => {
    const text = table(arm64Report(), PLAIN);
    await expect(text).toMatchFileSnapshot(golden('arm64'));
    expect(widest(text)).toBeLessThanOrEqual(80);
    const headings = text.split('\n').filter((line) => /^ {20,}(anonymous|hugetlb-)/.test(line));
    expect(headings.join(' ').trim().split(/\s+/)).toEqual([
      'anonymous',
      'shmem',
      'hugetlb-64K',
      'hugetlb-2M',
      'hugetlb-32M',
      'hugetlb-1G',
    ]);
    expect(text.match(/^ {2}open\.device /gm)).toHaveLength(1);
  });

  it('says what stops a caller, what would mend it under the row, and what to do about it once', async () => {
    const text = table(refusedReport(), PLAIN);
    await expect(text).toMatchFileSnapshot(golden('refused'));
    expect(text).toMatch(/^HGM: cannot be said: this caller may not ask the kernel/);
    expect(text).not.toMatch(/\babsent\b(?!: no file)/);
    const [, todo] = text.split('\nWhat to do\n');
    expect(todo?.match(/setfacl/g)).toHaveLength(1);
    expect(text).toMatch(/ open\.device .*not permitted: .*\n.*\n {4}mend: .*setfacl/);
    expect(text).toContain('OS configuration: Give the account access');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });
});

describe('elsewhere', () => {
  it('says in colour what it says without', async () => {
    const text = table(stockReport(), { width: 80, colour: true });
    await expect(text).toMatchFileSnapshot(golden('stock-colour'));
    expect(text).toContain(`${ESCAPE}[32msupported${ESCAPE}[39m`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(table(stockReport(), PLAIN));
  });

  it('breaks nothing and uses one block in a pipe', async () => {
    const text = table(arm64Report(), PIPE);
    await expect(text).toMatchFileSnapshot(golden('arm64-pipe'));
    expect(text.split('\n').filter((line) => /^\s+anonymous.*hugetlb-1G$/.test(line))).toHaveLength(1);
    expect(text.split('\n')[0]).toMatch(/every control passed\.$/);
  });

  it('stays within narrow and wide screens', () => {
    for (const width of [72, 80, 100, 132])
      expect(widest(table(stockReport(), { width, colour: false }))).toBeLessThanOrEqual(width);
  });

  it('lets no control character of a report reach the terminal', () => {
    const evil = `x${ESCAPE}[2J\u0007\u009b\u202ey`;
    const report = stockReport();
    report.host.name = evil;
    report.capabilities.push(
      capability(`zz${evil}`, null, 'unknown', { reason: evil }),
      capability(`zy${evil}`, 'shmem', 'unknown'),
    );
    report.witnesses.push({ id: evil, says: 'on', detail: evil, agrees: false });
    report.userfaultfd.featureNames?.push(evil);
    report.untimed.push({ id: evil, memory: evil, reason: evil });
    report.settings.thp = evil;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(table(report, PIPE)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('the verdict', () => {
  const verdict = (hgm: Partial<ReturnType<typeof stockReport>['hgm']>): string => {
    const stock = stockReport();
    return table({ ...stock, hgm: { ...stock.hgm, ...hgm } }, PIPE).split('\n')[0] ?? '';
  };

  it('does not call an accepted alignment a mapped page', () => {
    expect(verdict({ state: 'supported', dialect: 'rfc-v1', proof: 'accepted' })).toBe(
      'HGM: supported (dialect rfc-v1, accepted at the alignment check, no page taken).',
    );
  });

  it('tells a kernel with HGM compiled out from a stock one', () => {
    expect(verdict({ reason: 'compiled_out' })).toContain('compiled out');
  });

  it('names what is written against it', () => {
    const stock = stockReport();
    const [first] = stock.witnesses;
    if (first === undefined) throw new Error('no witness');
    const on = (id: string, agrees: boolean | null) => ({ ...first, id, says: 'on' as const, agrees });
    const told = (hgm: Partial<typeof stock.hgm>, agrees: boolean | null) =>
      table(
        {
          ...stock,
          hgm: { ...stock.hgm, ...hgm },
          witnesses: [
            on('kconfig', agrees),
            on('smaps', agrees),
            { ...first, id: 'hvo', says: 'nothing', agrees: null },
          ],
        },
        PIPE,
      )
        .split('\n\n')[0]
        ?.replace(/\s+/g, ' ');
    const against = 'Against it: kconfig says on, smaps says on.';
    expect(told({ state: 'unknown', reason: 'collapse_marker_only' }, null)).toContain(against);
    expect(told({}, false)).toContain(against);
    expect(told({ state: 'supported', dialect: 'rfc-v2', proof: 'mapped' }, true)).not.toContain('Against');
  });

  it('never says absent where it cannot be said', () => {
    for (const state of ['unknown', 'no_resources', 'not_probed'] as const) {
      expect(verdict({ state, reason: 'control_failed' })).toMatch(/^HGM: cannot be said: /);
    }
  });
});
