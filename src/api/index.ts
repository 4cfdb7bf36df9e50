/**
 * `hgm-probe` for programs: the same questions as the commands of that name, with promises for answers. Prints nothing,
 * ends nothing, and leaves no handler behind.
 */
import { requestedBorrow } from '../cli/values/borrow.js';
import { parseIdentity } from '../cli/values/identity.js';
import { parseAll } from '../cli/values/requirements.js';
import { parseTtl } from '../cli/values/ttl.js';
import { judge as judgeObservations } from '../document/index.js';
import { observe } from '../observe/index.js';
import { loadProfiles } from '../profiles/own.js';
import type { Profile } from '../profiles/profile.js';
import { decide, expired, needsLatency } from '../profiles/question.js';
import type { Report as Judged } from '../report/contract.js';
import { packageJson } from '../shipped.js';
import { ProbeError, told } from './error.js';
import type { Report } from './report.js';

export { ProbeError } from './error.js';
export type { Document, Report } from './report.js';

export interface JudgeOptions {
  /** A folder of more profiles, as `--profiles`. */
  profiles?: string | undefined;
  /** How long the report is good for, as `--ttl`: `90m`, `12h`; a day if not given. */
  ttl?: string | undefined;
  /** Told, in one line each, what would be said beside the report on standard error. */
  onWarning?: ((line: string) => void) | undefined;
}

export interface ProbeOptions extends JudgeOptions {
  /** Huge pages that may be taken for the run, as `--borrow`; `auto` if not given. */
  borrow?: string | readonly string[] | undefined;
  /** Whether latencies are measured; they are if not given. */
  latency?: boolean | undefined;
  /** Whose place the run takes, as `--as`: `USER` or `USER:GROUP`. */
  as?: string | undefined;
  /** The number of a process whose place it takes, as `--like-pid`. */
  likePid?: number | undefined;
}

export interface RequireOptions extends ProbeOptions {
  /** Asked instead of this host. */
  report?: Report | undefined;
  /** Whether a report past its time may answer; without it, such a report cannot tell. */
  allowExpired?: boolean | undefined;
}

export interface Requirement {
  verdict: 'met' | 'not_met' | 'cannot_tell';
  /** One line, without the verdict itself. */
  reason: string;
  /** The report that was asked. */
  report: Report;
}

/** Asks the kernel what userfaultfd and huge pages can do here. @throws ProbeError */
export const probe = (options: ProbeOptions = {}): Promise<Report> =>
  told(async () => run(options, await profilesOf(options), options.latency ?? true));

/** The report of a recording's text, as `hgm-observe` or `--record` wrote it. @throws ProbeError */
export const judge = (recording: string, options: JudgeOptions = {}): Promise<Report> =>
  told(async () => {
    const { parseRecording } = await import('../recording/read.js');
    const { observations } = parseRecording(recording);
    return judged(observations, options, await profilesOf(options));
  });

/** Whether all of the expressions hold, in the language of `hgm-probe require`. @throws ProbeError */
const requirement = (
  expressions: string | readonly string[],
  options: RequireOptions = {},
): Promise<Requirement> =>
  told(async () => {
    const profiles = await profilesOf(options);
    const parsed = await parseAll([expressions].flat(), profiles);
    const report = options.report ?? (await run(options, profiles, needsLatency(parsed)));
    const asked = report as Judged;
    const stale = options.allowExpired ? null : expired(asked, new Date());
    const { truth, why } = stale ?? decide(parsed, asked, profiles);
    return { verdict: truth, reason: why, report };
  });

export { requirement as require };

const profilesOf = ({ profiles, onWarning }: JudgeOptions): Promise<Profile[]> =>
  loadProfiles(profiles, onWarning);

function judged(
  observations: Awaited<ReturnType<typeof observe>>,
  { ttl }: JudgeOptions,
  profiles: readonly Profile[],
): Report {
  const toolVersion = packageJson().version;
  return judgeObservations({ ...observations, toolVersion }, { profiles, ttlMs: parseTtl(ttl) }) as Report;
}

async function run(options: ProbeOptions, profiles: readonly Profile[], latency: boolean): Promise<Report> {
  const { as, likePid, borrow = [], onWarning } = options;
  parseTtl(options.ttl);
  const lost: string[] = [];
  const observations = await observe({
    borrow: await requestedBorrow([borrow].flat()),
    identity: parseIdentity({ as, 'like-pid': likePid?.toString() }),
    users: [...new Set(profiles.flatMap(({ users }) => users))],
    latency,
    onLoss: (line) => lost.push(line),
    ...(onWarning && { onOtherRights: onWarning }),
  });
  const report = judged(observations, options, profiles);
  if (lost.length > 0) throw new ProbeError(lost.join('; '), 70, report);
  return report;
}
