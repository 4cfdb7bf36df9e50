import { judge } from '../document/index.js';
import { decide, EXIT_CODE, needsLatency } from '../profiles/question.js';
import { plannedRun } from './observe.js';
import { profilesOf } from './profiles.js';
import type { IdentityFlags } from './values/identity.js';
import { parseAll } from './values/requirements.js';

interface QuietFlags extends IdentityFlags {
  borrow?: string[] | undefined;
  profiles?: string | undefined;
}

/**
 * A run of which nothing is printed: the exit code is that of `require` for these names.
 *
 * @throws Fault (64) for a name that can't be read
 */
export async function quietly(
  asked: readonly string[],
  flags: QuietFlags,
  toolVersion: string,
): Promise<void> {
  const profiles = await profilesOf(flags);
  const expressions = await parseAll(asked, profiles);
  const wanted = { ...flags, quiet: true, 'no-latency': !needsLatency(expressions) };
  const observe = await plannedRun(wanted, toolVersion);
  const report = judge(await observe(), { profiles });
  process.exitCode = EXIT_CODE[decide(expressions, report, profiles).truth];
}
