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
import { PROFILE_NAMES } from '../../cli/profiles.js';
import { writeStdout } from '../../cli/stdout.js';
import { jsonText } from '../../reporters/json-text.js';

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
    const { askPairs } = await import('../../fleet/ask/pairs.js');
    const run = {
      files: filesOf(argv),
      depth: 'summary' as const,
      strict: flags.strict,
      ...countingOf(flags),
    };
    const { reading, answer } = await askFleet(run, (engine) => askPairs(engine, flags.profile));
    if (flags.json)
      return writeStdout(jsonText({ ...(await envelope('pairs', this.version, reading)), ...answer }));
    const { pairs } = await import('../../reporters/fleet/pairs.js');
    await writeStdout(pairs(answer, reading, fleetScreen(flags['no-color'])));
  }
}
