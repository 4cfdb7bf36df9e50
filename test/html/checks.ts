/** What holds for every page: nothing fetched, no rule of axe broken, no wider than the screen, whole on paper. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { opened } from './browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Ids of the rules that the page breaks, with the elements. */
interface Violation {
  id: string;
  nodes: { html: string }[];
}

const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['dark', 360],
  ['light', 360],
] as const;

/** A4 less the margins of the style, in CSS pixels. */
const PAPER = Math.round(((210 - 24) / 25.4) * 96);

/** In one page after the other: a browser of its own for each question takes minutes. */
export async function wrongWith(browser: Browser, text: string): Promise<unknown[]> {
  return opened(browser, text, async ({ page, requests, complaints, url }) => {
    const found: unknown[] = [];
    await page.evaluate(AXE);
    for (const [colorScheme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const broken = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
      found.push(...broken.map(({ id, nodes }) => [colorScheme, width, id, nodes[0]?.html]));
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      if (wide !== width) found.push(`${wide} wide on ${width}`);
    }
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: PAPER, height: 1000 });
    const cut = (await page.evaluate(`[...document.querySelectorAll('main :is(tr, figure, li, p, pre)')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getClientRects().length === 0)
      .map((one) => one.textContent)`)) as string[];
    found.push(...cut.map((what) => ['not on paper', what]));
    await page.waitForLoadState('networkidle');
    found.push(...requests.filter((each) => each !== url), ...complaints);
    return found;
  });
}
