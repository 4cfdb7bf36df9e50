import { answerQuestion, FLEET_ARGS, QUESTION_FLAGS } from '../../cli/fleet.js';
import { Command } from '../../cli/line/command.js';

export default class FleetSummary extends Command {
  static override summary = 'Count hosts by verdict, kernel, architecture, profile and gate.';

  static override description =
    'The newest document of a host counts; a host whose document is past its expiresAt is counted apart. What is no report is skipped, and named on stderr.';

  static override examples = ['<%= config.bin %> fleet summary /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = QUESTION_FLAGS;

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetSummary);
    const [{ askSummary }, { summary }] = await Promise.all([
      import('../../fleet/ask/summary.js'),
      import('../../reporters/fleet/summary.js'),
    ]);
    await answerQuestion(
      {
        name: 'summary',
        depth: 'summary',
        ask: askSummary,
        draw: summary,
        page: async (answer, reading) =>
          (await import('../../reporters/html/fleet/summary.js')).summaryPage(answer, reading),
      },
      { argv, flags, version: this.version },
    );
  }
}
