import { answerQuestion, FLEET_ARGS, QUESTION_FLAGS } from '../../cli/fleet.js';
import { Command } from '../../cli/line/command.js';
import { Flags } from '../../cli/line/definition.js';
import { PROFILE_NAMES } from '../../cli/profiles.js';

export default class FleetPairs extends Command {
  static override summary =
    'Say which hosts can migrate to which, at what granule, and what would make them all alike.';

  static override description =
    'Hosts that are alike stand together. The destination of a migration must be ready for the profile; source and ' +
    'destination must share architecture and base page size.\n\n' +
    `Profiles: ${PROFILE_NAMES.join(', ')}.`;

  static override examples = ['<%= config.bin %> fleet pairs --profile qemu-postcopy /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = {
    ...QUESTION_FLAGS,
    profile: Flags.option({
      required: true,
      helpValue: 'NAME',
      summary: 'The profile that a destination must be ready for.',
    }),
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetPairs);
    const [{ askPairs }, { pairs }] = await Promise.all([
      import('../../fleet/ask/pairs.js'),
      import('../../reporters/fleet/pairs.js'),
    ]);
    await answerQuestion(
      {
        name: 'pairs',
        depth: 'summary',
        ask: (engine) => askPairs(engine, flags.profile),
        draw: pairs,
        page: async (answer, reading) =>
          (await import('../../reporters/html/fleet/pairs.js')).pairsPage(answer, reading),
      },
      { argv, flags, version: this.version },
    );
  }
}
