/** The HTML report in a real browser. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import type { Report } from '../../src/report/contract.js';
import { html } from '../../src/reporters/html/page.js';
import { benchReport } from '../fixtures/bench.js';
import { reportOf } from '../reporters/hosts.js';
import { STOCK } from '../unit/judge/stock.js';
import { browserOfFile, opened } from './browser.js';
import { wrongWith } from './checks.js';

const LOOK = { width: Number.POSITIVE_INFINITY, colour: false };
const BENCH = html(benchReport(), LOOK);

const browser = browserOfFile();

it.each([
  ['a bench', BENCH],
  ['a bench that was ended early', html(benchReport({ complete: false }), LOOK)],
  ['a probe', html(judge(STOCK), LOOK)],
  ['a host as root, with users of consumers', html(await reportOf('root'), LOOK)],
  ['a host asked without privilege', html(await reportOf('nobody'), LOOK)],
  ['a host where nothing could be asked', html(judge({ ...STOCK, experiments: [] }), LOOK)],
])(
  '%s: nothing fetched, no rule of axe broken, light, dark, wide, narrow, and whole on paper',
  async (_, text) => {
    expect(await wrongWith(browser(), text)).toEqual([]);
  },
);

describe('to a screen reader', () => {
  const report = benchReport();
  const drawn = report.timings.filter(({ n }) => n > 0);

  it('every table has a caption, and every figure a name and a description', async () => {
    await opened(browser(), BENCH, async ({ page }) => {
      const tree = await page.locator('body').ariaSnapshot();
      expect(tree).toContain('heading "How long a guest stalls" [level=2]');
      const tables = await page.getByRole('table').all();
      expect(tables.length).toBe(drawn.length + 7);
      for (const each of tables) expect(await each.locator('caption').innerText()).not.toBe('');
      for (const name of [
        'Ways to serve a guest on big pages',
        'Parts of a stall',
        'Figures of each timed call',
        'Capabilities by memory',
      ])
        expect(tree).toContain(`table "${name}"`);
      const images = await page.getByRole('img').all();
      expect(images).toHaveLength(drawn.length + 1);
      expect(tree).toContain('img "Stall against what a fault moves');
      expect(tree).toContain('img "Distribution of continue.base shmem');
      expect(await page.locator('svg > desc', { hasText: 'samples from' }).first().textContent()).toMatch(
        /^9701 samples from 255ns to 45\.0µs, half within 312ns, 99 of 100 within 502ns\./,
      );
    });
  });

  it('the figures of a row stand under their heads', async () => {
    await opened(browser(), BENCH, async ({ page }) => {
      const row = page.getByRole('row', { name: /^continue\.huge hugetlb-2M/ });
      expect(await row.getByRole('rowheader').innerText()).toBe('continue.huge hugetlb-2M');
      expect(await row.getByRole('cell').allInnerTexts()).toEqual([
        '9701',
        '935ns',
        '1.15µs',
        '1.40µs',
        '1.84µs',
        '-',
        '165µs',
        '5.50µs',
        '1.21µs',
        '1.17µs',
      ]);
    });
  });
});

describe('a row of the matrix', () => {
  it('says what it is and why, to the pointer, the keyboard and a screen reader, and hides nothing of itself', async () => {
    await opened(
      browser(),
      html(await reportOf('nobody'), LOOK),
      async ({ page }) => {
        const row = page.locator('tr', { has: page.locator('b', { hasText: /^copy\.huge$/ }) }).first();
        const name = row.locator('[tabindex]');
        const about = page.locator(`[id="${await name.getAttribute('aria-describedby')}"]`);
        expect(await about.isVisible()).toBe(false);
        await name.focus();
        expect(await about.isVisible()).toBe(true);
        expect(await about.innerText()).toMatch(/UFFDIO_COPY[\s\S]*Since: /);
        expect((await about.boundingBox())?.y).toBeGreaterThan((await name.boundingBox())?.y ?? 900);
        await page.locator('h2').first().hover();
        await name.blur();
        expect(await about.isVisible()).toBe(false);
        await row.hover();
        expect(await about.isVisible()).toBe(true);
      },
      { viewport: { width: 360, height: 800 } },
    );
  });
});

it('draws a bar for each bin within the picture', async () => {
  await opened(browser(), BENCH, async ({ page }) => {
    const outside = await page.evaluate(`[...document.querySelectorAll('svg')].flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('rect, text')].map((one) => one.getBoundingClientRect())
        .filter((box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1);
    }).length`);
    expect(outside).toBe(0);
    const bars = await page.locator('svg:has(rect)').first().locator('rect').count();
    expect(bars).toBeGreaterThan(10);
  });
});

describe('what a host says of itself', () => {
  const EVIL = `<script>document.title = 'owned'</script><img src=x onerror="document.title='owned'">"'&\u202e\u0007`;

  /** The report with every text in it turned hostile, but for the words that are closed lists. */
  function hostile(): Report {
    const report = benchReport();
    report.host.name = EVIL;
    report.host.kernelRelease = EVIL;
    report.host.kernelBuild = EVIL;
    report.host.arch = EVIL;
    report.clock.source = EVIL;
    report.settings.thp = EVIL;
    report.ranAs.lsmLabel = EVIL;
    report.tool.version = EVIL;
    report.hgm.reason = EVIL;
    for (const one of report.timings) Object.assign(one, { id: one.id + EVIL, flags: [EVIL] });
    for (const one of report.capabilities) Object.assign(one, { id: one.id + EVIL, reason: EVIL });
    for (const one of report.capabilities) if (one.memory !== null) one.memory += EVIL;
    for (const one of report.witnesses) Object.assign(one, { id: EVIL, detail: EVIL, agrees: false });
    for (const { whole, granular } of report.stalls)
      for (const part of [...whole.parts, ...granular.parts]) part.from = EVIL;
    report.untimed.push({ id: EVIL, memory: EVIL, reason: EVIL });
    report.ledger.push({ ...(report.ledger[0] as Report['ledger'][number]), borrowed: 0, reason: EVIL });
    return report;
  }

  it('is text and nothing else', async () => {
    const text = html(hostile(), LOOK);
    await opened(browser(), text, async ({ page, requests, complaints, url }) => {
      await page.waitForLoadState('networkidle');
      expect(await page.title()).toContain("hgm-probe: <script>document.title = 'owned'");
      expect(await page.locator('script, img').count()).toBe(0);
      expect(requests).toEqual([url]);
      expect(complaints).toEqual([]);
      expect(await page.locator('h1').innerText()).toContain('<img src=x onerror=');
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
