import { Command } from '../cli/line/command.js';
import { Flags } from '../cli/line/definition.js';
import {
  BORROW_FLAG,
  COLOUR_FLAGS,
  type ColourWish,
  colourOf,
  IDENTITY_FLAGS,
  PROFILE_FLAGS,
} from '../cli/line/flags.js';
import { plannedRun } from '../cli/observe.js';
import { writeStdout } from '../cli/output/stdout.js';
import { painted, screen } from '../cli/output/terminal.js';
import { PROFILE_NAMES, profilesOf } from '../cli/profiles.js';
import type { IdentityFlags } from '../cli/values/identity.js';
import { parseAll } from '../cli/values/requirements.js';
import { judge } from '../document/index.js';
import { usageFault } from '../ground/fault.js';
import type { Profile } from '../profiles/profile.js';
import { decide, EXIT_CODE, expired, needsLatency, type Verdict } from '../profiles/question.js';
import type { Report } from '../report/contract.js';
import { evidence, requirementJson, verdictLine } from '../reporters/requirement.js';

export default class Require extends Command {
  static override summary =
    'Ask whether this host, or a stored report, has what is required: the gate of a script.';

  static override description =
    'EXPR is a capability of hgm-probe list, with a memory or a page size (register.minor:shmem, hgm:1G), HGM or an ' +
    'operation at a granule (hgm.continue:1G@4K), a profile (profile:qemu-postcopy), a way to ' +
    'serve guests on big pages (way:shmem-thp, way:any@4K), a latency (latency:continue.2M.p99<50us), an amount of ' +
    'huge pages (pages:2M>=512), or some of these with and, or, not and parentheses. Several EXPR must all hold. ' +
    'Prints one line that says why. Exit code: 0 met, 1 conclusively not met, 3 cannot tell.\n\n' +
    `Profiles: ${PROFILE_NAMES.join(', ')}.`;

  static override examples = [
    '<%= config.bin %> require profile:qemu-postcopy',
    '<%= config.bin %> require hgm.continue:1G@4K --explain',
    '<%= config.bin %> require qemu-postcopy way:any@4K --format junit > hgm.xml',
    '<%= config.bin %> require way:any@4K --as libvirt-qemu',
    "<%= config.bin %> require 'continue.base:shmem and not hgm' --from report.json",
    "<%= config.bin %> require 'latency:continue.2M.p99<50us'",
    "<%= config.bin %> require 'pages:2M>=512 and pages:1G@node1>=4'",
  ];

  /** EXPR…, which oclif knows only as "the rest". */
  static override strict = false;
  static override usage = 'require EXPR... [--from FILE] [--explain | --json | --format junit] [FLAGS]';

  static override flags = {
    from: Flags.option({ helpValue: 'FILE', summary: 'Ask the report in FILE, not this host; - is stdin.' }),
    'allow-expired': Flags.boolean({
      dependsOn: ['from'],
      summary: 'Take an answer from a report past its time, too; without it, such a report cannot tell.',
    }),
    explain: Flags.boolean({
      exclusive: ['json'],
      summary: 'Show the evidence of every term below the line.',
    }),
    json: Flags.boolean({ summary: 'Write JSON; the same as --format json.' }),
    format: Flags.option({
      options: ['text', 'json', 'junit'],
      exclusive: ['json', 'explain'],
      summary: 'How it is written; junit is for CI, a test case for each EXPR; text if not given.',
    }),
    ...COLOUR_FLAGS,
    ...PROFILE_FLAGS,
    borrow: BORROW_FLAG,
    ...IDENTITY_FLAGS,
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(Require);
    const asked = argv.map(String);
    if (asked.length === 0)
      throw usageFault('require needs at least one EXPR, such as profile:qemu-postcopy');
    const ofRun = (['borrow', 'as', 'like-pid'] as const).find((flag) => flags[flag] !== undefined);
    if (flags.from !== undefined && ofRun !== undefined)
      throw usageFault(`--${ofRun} is for a run on this host, --from asks a stored report; give one of them`);
    const profiles = await profilesOf(flags);
    const expressions = await parseAll(asked, profiles);
    const report = await this.report(flags, needsLatency(expressions), profiles);
    const stale = flags.from === undefined || flags['allow-expired'] ? null : expired(report, new Date());
    const verdict = stale ?? decide(expressions, report, profiles);
    const each = () => expressions.map((one) => stale ?? decide([one], report, profiles));
    await writeStdout(await written(flags, asked, report, verdict, each));
    process.exitCode = EXIT_CODE[verdict.truth];
  }

  /** Of the file, or of a run; a run measures only where a latency is asked for. */
  private async report(
    flags: { from?: string | undefined; borrow?: string[] | undefined } & IdentityFlags,
    latency: boolean,
    profiles: readonly Profile[],
  ): Promise<Report> {
    if (flags.from !== undefined) {
      const { readReport } = await import('../recording/read-report.js');
      return readReport(flags.from, '--from', profiles);
    }
    const observe = await plannedRun({ ...flags, 'no-latency': !latency }, this.version);
    return judge(await observe(), { profiles });
  }
}

interface Form extends ColourWish {
  json: boolean;
  format?: 'text' | 'json' | 'junit' | undefined;
  explain: boolean;
}

/** @param each what every expression comes to by itself */
async function written(
  flags: Form,
  asked: readonly string[],
  report: Report,
  verdict: Verdict,
  each: () => Verdict[],
): Promise<string> {
  if (flags.format === 'junit') {
    const { requirementJunit } = await import('../reporters/formats/junit.js');
    const verdicts = each();
    return requirementJunit(
      asked.map((text, at) => ({ asked: text, verdict: verdicts[at] ?? verdict })),
      report,
    );
  }
  if (flags.json || flags.format === 'json') return requirementJson(asked, verdict, report);
  const look = screen(true, colourOf(flags));
  return `${verdictLine(verdict, report, await painted(look))}\n${flags.explain ? evidence(verdict, look.width) : ''}`;
}
