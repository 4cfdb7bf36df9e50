import { answerQuestion, FLEET_ARGS, QUESTION_FLAGS } from '../../cli/fleet.js';
import { Command } from '../../cli/line/command.js';
import { Flags } from '../../cli/line/definition.js';
import { AXES } from '../../fleet/ask/axes.js';

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
    const [{ askMatrix }, { matrix }] = await Promise.all([
      import('../../fleet/ask/matrix.js'),
      import('../../reporters/fleet/matrix.js'),
    ]);
    await answerQuestion(
      {
        name: 'matrix',
        depth: 'matrix',
        ask: (engine) => askMatrix(engine, flags.by),
        draw: (answer, reading, screen) => matrix(answer, reading, screen, flags.drift),
        page: async (answer, reading) =>
          (await import('../../reporters/html/fleet/matrix.js')).matrixPage(answer, reading, flags.drift),
      },
      { argv, flags, version: this.version },
    );
  }
}
