import { usageFault } from '../../ground/fault.js';
import type { Report } from '../../report/contract.js';
import { openFor } from './output.js';
import { screen } from './terminal.js';
import type { Writer } from './writer.js';

/**
 * The place of an HTML page, tried before anything is asked.
 *
 * @throws Fault: 64 where the page would go where something else goes, 74 for a file that can't be written
 */
export function openPage(
  flag: string,
  path: string | undefined,
  others: readonly (Writer | null)[],
): Writer | null {
  if (path === undefined) return null;
  const page = openFor(flag, path);
  if (others.some((other) => other?.key === page.key))
    throw usageFault(`${flag} leads to the place of --output or --record; name another file`);
  return page;
}

/** The report of a host as a page; nothing where nobody asked for one. */
export async function writePage(page: Writer | null, report: Report): Promise<void> {
  if (page === null) return;
  const { html } = await import('../../reporters/html/page.js');
  await page.write(html(report, screen(false)));
}
