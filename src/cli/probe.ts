import { usageFault } from '../ground/fault.js';
import { judging } from './judging.js';
import { checksOf, exitAsPlugin } from './nagios.js';
import { plannedRun } from './observe.js';
import { openPage, writePage } from './output/page.js';
import { checkRun, openRun, type RunFlags, writeRun } from './run.js';
import type { IdentityFlags } from './values/identity.js';
import { typed, type ViewFlags, viewOf } from './values/view.js';

/** What `hgm-probe probe` may be told. */
export interface ProbeFlags extends RunFlags, IdentityFlags, ViewFlags {
  borrow?: string[] | undefined;
  check?: string[] | undefined;
  html?: string | undefined;
  'no-latency': boolean;
  profiles?: string | undefined;
  quiet: boolean;
  ttl?: string | undefined;
}

/** The main job: asks the kernel, judges, and writes the report. */
export async function probe(flags: ProbeFlags, toolVersion: string): Promise<void> {
  const format = checkRun(flags);
  if (flags.quiet) {
    if (flags.check === undefined)
      throw usageFault(
        '--quiet says it by the exit code alone; name what must be, as in --check profile:qemu-postcopy',
      );
    const { quietly } = await import('./quiet.js');
    return quietly(flags.check, flags, toolVersion);
  }
  const checks = checksOf(format, flags.check);
  const view = viewOf(flags, format, typed(...whose(flags)));
  const { judge, users } = await judging(flags);
  const observe = await plannedRun(flags, toolVersion, users);
  const places = openRun(flags, format);
  const page = openPage('--html', flags.html, [places.output, places.record]);
  const report = await writeRun(places, flags, await observe(), judge, { checks, view });
  await writePage(page, report);
  if (format === 'nagios') exitAsPlugin(report, checks);
}

const whose = (flags: IdentityFlags): string[] =>
  (['as', 'like-pid'] as const).flatMap((flag) => {
    const value = flags[flag];
    return value === undefined ? [] : [`--${flag}`, value];
  });
