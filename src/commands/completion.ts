import { Command } from '../cli/line/command.js';
import { Args } from '../cli/line/definition.js';
import { writeStdout } from '../cli/output/stdout.js';
import { PROFILE_NAMES } from '../cli/profiles.js';
import { usageFault } from '../ground/fault.js';
import { list } from '../ground/units.js';

export default class Completion extends Command {
  static override summary = 'Print what completes commands, flags and names in a shell.';

  static override description =
    'The packages for Debian and RPM bring it along. Elsewhere it is written where the shell looks, as below: for zsh ' +
    'into a folder of $fpath.';

  static override args = { SHELL: Args.required('bash, zsh or fish.') };

  static override examples = [
    '<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/hgm-probe',
    '<%= config.bin %> completion zsh > ~/.zfunc/_hgm-probe',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/hgm-probe.fish',
  ];

  protected override async run(): Promise<void> {
    const { args } = this.parse(Completion);
    const [{ completion, SHELLS }, { CATALOG }] = await Promise.all([
      import('../completions/index.js'),
      import('../capabilities/catalog.js'),
    ]);
    const shell = SHELLS.find((name) => name === args.SHELL);
    if (shell === undefined) throw usageFault(`no completion for ${args.SHELL}: it is ${list(SHELLS, 'or')}`);
    await writeStdout(completion(shell, await this.all(), CATALOG, PROFILE_NAMES));
  }
}
