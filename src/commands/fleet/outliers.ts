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

export default class FleetOutliers extends Command {
  static override summary = 'Name hosts whose latency is out of line with others of their kernel and CPU.';

  static override description =
    'Compared is the median (p50) of each series, by its distance from the median of all hosts with the same kernel release, architecture and CPU model, in robust deviations (MAD).';

  static override examples = ['<%= config.bin %> fleet outliers /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = {
    ...QUESTION_FLAGS,
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetOutliers);
    const { askOutliers } = await import('../../fleet/ask/outliers.js');
    const run = {
      files: filesOf(argv),
      depth: 'latency' as const,
      strict: flags.strict,
      ...countingOf(flags),
    };
    const { reading, answer } = await askFleet(run, (engine) => askOutliers(engine));
    if (flags.json)
      return writeStdout(jsonText({ ...(await envelope('outliers', this.version, reading)), ...answer }));
    const { outliers } = await import('../../reporters/fleet/outliers.js');
    await writeStdout(outliers(answer, reading, fleetScreen(flags['no-color'])));
  }
}
