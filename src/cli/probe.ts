import type { IdentityFlags } from './identity.js';
import { judging } from './judging.js';
import { checksOf, exitAsPlugin } from './nagios.js';
import { plannedRun } from './observe.js';
import { checkRun, openRun, type RunFlags, writeRun } from './run.js';

/** What `hgm-probe probe` may be told. */
export interface ProbeFlags extends RunFlags, IdentityFlags {
  borrow?: string[] | undefined;
  check?: string[] | undefined;
  'no-latency': boolean;
  profiles?: string | undefined;
  ttl?: string | undefined;
}

/** The main job: asks the kernel, judges, and writes the report. */
export async function probe(flags: ProbeFlags, toolVersion: string): Promise<void> {
  const format = checkRun(flags);
  const checks = checksOf(format, flags.check);
  const { judge, users } = await judging(flags);
  const observe = await plannedRun(flags, toolVersion, users);
  const places = openRun(flags, format);
  const report = await writeRun(places, flags, await observe(), judge, checks);
  if (format === 'nagios') exitAsPlugin(report, checks);
}
