import { Command } from '../cli/line/command.js';
import { Args, Flags } from '../cli/line/definition.js';
import { COLOUR_FLAGS, colourOf, OUTPUT_FLAGS } from '../cli/line/flags.js';
import { openFor, STDOUT } from '../cli/output/output.js';
import { writeStderr } from '../cli/output/streams.js';
import { screen } from '../cli/output/terminal.js';
import { EXIT } from '../ground/exit.js';
import { usageFault } from '../ground/fault.js';
import { inputName, readInput } from '../input/source.js';
import { diffReporter } from '../reporters/diff/index.js';
import { message } from '../reporters/text.js';

export default class Diff extends Command {
  static override summary = 'Say what changed between two documents, told apart by cause.';

  static override description =
    'Kernel, configuration, privilege, resources of the moment, and latency beyond noise. OLD and NEW are reports ' +
    '(--json) or recordings (--record), packed with gzip or not. Latencies are compared where both documents have ' +
    'every sample: those of bench --json, and recordings. A comparison that was written is success.';

  static override examples = [
    '<%= config.bin %> diff yesterday.json today.json',
    '<%= config.bin %> --json | <%= config.bin %> diff yesterday.json - --exit-code',
  ];

  static override args = {
    OLD: Args.required('The document from before; - is stdin.'),
    NEW: Args.required('The document to compare with it; - is stdin.'),
  };

  static override flags = {
    json: Flags.boolean({ summary: 'Write JSON.' }),
    output: OUTPUT_FLAGS.output,
    ...COLOUR_FLAGS,
    'exit-code': Flags.boolean({
      summary:
        'Exit with 1 where something differs that outlasts the runs; free pages and the version of hgm-probe alone do not.',
    }),
  };

  protected override async run(): Promise<void> {
    const { args, flags } = this.parse(Diff);
    if (args.OLD === '-' && args.NEW === '-')
      throw usageFault('OLD and NEW are both standard input; name a file for one of them');
    const output = openFor('--output', flags.output ?? '-');
    const [{ inOneForm, readOne }, { compare }] = await Promise.all([
      import('../diff/read.js'),
      import('../diff/index.js'),
    ]);
    const { version } = this;
    const read = async (argument: 'OLD' | 'NEW') => {
      const path = args[argument];
      const one = await readInput(argument, path, 'compare', (stream) => readOne(stream, version));
      if (one.notice !== null) writeStderr(`hgm-probe: ${message(`${inputName(path)}: ${one.notice}`)}\n`);
      return one;
    };
    const [old, now] = [await read('OLD'), await read('NEW')];
    if (old.short !== now.short)
      writeStderr(
        `hgm-probe: ${old.short ? 'OLD' : 'NEW'} is in the inventory form; what that leaves out is not compared\n`,
      );
    const difference = compare(...inOneForm(old, now), version);
    const render = await diffReporter(flags.json ? 'json' : 'table');
    await output.write(render(difference, screen(output.key === STDOUT, colourOf(flags))));
    if (flags['exit-code'] && difference.differs) process.exitCode = EXIT.differs;
  }
}
