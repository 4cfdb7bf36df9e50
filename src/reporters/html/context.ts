import { Chalk } from 'chalk';
import { duration } from '../../ground/units.js';
import type { Report } from '../../report/contract.js';
import { features } from '../table/features.js';
import type { Page } from '../table/page.js';
import { ledger, pools } from '../table/resources.js';
import { witnesses } from '../table/witnesses.js';
import { list } from './list.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';

/** Lines without an end and without colours, whose breaking is the browser's. */
export const PLAIN: Page = { width: Number.POSITIVE_INFINITY, paint: new Chalk({ level: 0 }), ascii: false };

/** What the figures stand on: host, clock, pools, and what was taken. */
export function context(report: Report): Markup {
  const { host, clock, tool, collectedAt } = report;
  const rows = [
    ['host', host.name],
    ['kernel', `${host.kernelRelease} ${host.kernelBuild}`],
    ['collected', collectedAt],
    ['tool', `${tool.name} ${tool.version}`],
    ['clock', clock.source],
    ['grain of the clock', duration(clock.grainNs)],
    ['two readings of it', duration(clock.pairNs)],
    ['an ioctl that does nothing', duration(clock.ioctlNs)],
  ];
  return markup`${table('context', 'Host and clock', ['what', 'as found'], [{ title: null, rows }])}
<h3>Pools and settings</h3>
${lines(pools(PLAIN, report))}
<h3>UFFDIO_API</h3>
${lines(features(PLAIN, report, []))}
<h3>Witnesses</h3>
${lines(witnesses(PLAIN, report))}
<h3>Huge pages taken</h3>
${list(ledger(PLAIN, report))}`;
}

/** The lines of a section without its heading, which the page has of its own. */
export const lines = (section: readonly string[]): Markup =>
  list(section.slice(2).map((line) => line.trim()));
