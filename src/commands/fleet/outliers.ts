import { answerQuestion, FLEET_ARGS, QUESTION_FLAGS } from '../../cli/fleet.js';
import { Command } from '../../cli/line/command.js';

export default class FleetOutliers extends Command {
  static override summary = 'Name hosts whose latency is out of line with others of their kernel and CPU.';

  static override description =
    'Compared is the median (p50) of each series, by its distance from the median of all hosts with the same kernel release, architecture and CPU model, in robust deviations (MAD).';

  static override examples = ['<%= config.bin %> fleet outliers /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = QUESTION_FLAGS;

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetOutliers);
    const [{ askOutliers }, { outliers }] = await Promise.all([
      import('../../fleet/ask/outliers.js'),
      import('../../reporters/fleet/outliers.js'),
    ]);
    await answerQuestion(
      {
        name: 'outliers',
        depth: 'latency',
        ask: askOutliers,
        draw: outliers,
        page: async (answer, reading) =>
          (await import('../../reporters/html/fleet/outliers.js')).outliersPage(answer, reading),
      },
      { argv, flags, version: this.version },
    );
  }
}
