/** A page of the tool in a headless Chromium, and what went wrong there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** Where Debian's package has it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Without what a browser does by itself: looking for updates, for sync, for a better protocol. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGS });

/** One for all tests of a file. */
export function browserOfFile(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return () => browser;
}

export interface Opened {
  page: Page;
  /** Addresses asked for, the page itself among them. */
  requests: string[];
  /** What the console said, and errors that nobody caught. */
  complaints: string[];
  url: string;
}

/** Opens the page from a file, as who was sent it would, for as long as `look` takes. */
export async function opened<T>(
  browser: Browser,
  html: string,
  look: (opened: Opened) => Promise<T>,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-html-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    return await look({ page, requests, complaints, url });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
