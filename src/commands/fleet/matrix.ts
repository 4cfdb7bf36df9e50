import { Command } from '../../cli/command.js';
import { Flags } from '../../cli/definition.js';
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
import { AXES } from '../../fleet/ask/axes.js';
import { jsonText } from '../../reporters/json-text.js';

export default class FleetMatrix extends Command {
  static override summary = 'Set capabilities against kernels: how many hosts are in which state.';

  static override description =
    'Where hosts of one kernel release contradict each other in what the kernel can do, the cell is marked with !; where they differ in permission or free pages alone, with ~.';

  static override examples = ['<%= config.bin %> fleet matrix --by kernel --drift /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = {
    ...QUESTION_FLAGS,
    by: Flags.option({ options: AXES, default: 'kernel', summary: 'What the columns are.' }),
    drift: Flags.boolean({ summary: 'Only rows in which hosts of one column differ.' }),
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetMatrix);
    const { askMatrix } = await import('../../fleet/ask/matrix.js');
    const run = {
      files: filesOf(argv),
      depth: 'matrix' as const,
      strict: flags.strict,
      ...countingOf(flags),
    };
    const { reading, answer } = await askFleet(run, (engine) => askMatrix(engine, flags.by));
    if (flags.json)
      return writeStdout(jsonText({ ...(await envelope('matrix', this.version, reading)), ...answer }));
    const { matrix } = await import('../../reporters/fleet/matrix.js');
    await writeStdout(matrix(answer, reading, fleetScreen(flags['no-color']), flags.drift));
  }
}
