import { Command } from '../../cli/command.js';
import {
  askFleet,
  countingOf,
  envelope,
  FLEET_ARGS,
  filesOf,
  fleetScreen,
  QUESTION_FLAGS,
} from '../../cli/fleet.js';
import { writeStdout } from '../../cli/stdout.js';
import { jsonText } from '../../reporters/json-text.js';

export default class FleetSummary extends Command {
  static override summary = 'Count hosts by verdict, kernel, architecture, profile and gate.';

  static override description =
    'The newest document of a host counts; a host whose document is past its expiresAt is counted apart. What is no report is skipped, and named on stderr.';

  static override examples = ['<%= config.bin %> fleet summary /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = {
    ...QUESTION_FLAGS,
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetSummary);
    const { askSummary } = await import('../../fleet/ask/summary.js');
    const run = {
      files: filesOf(argv),
      depth: 'summary' as const,
      strict: flags.strict,
      ...countingOf(flags),
    };
    const { reading, answer } = await askFleet(run, (engine) => askSummary(engine));
    if (flags.json)
      return writeStdout(jsonText({ ...(await envelope('summary', this.version, reading)), ...answer }));
    const { summary } = await import('../../reporters/fleet/summary.js');
    await writeStdout(summary(answer, reading, fleetScreen(flags['no-color'])));
  }
}
