import { judging } from '../cli/judging.js';
import { Command } from '../cli/line/command.js';
import { Args } from '../cli/line/definition.js';
import { CHECK_FLAG, JUDGE_FLAGS, OUTPUT_FLAGS, PAGE_FLAG, VIEW_FLAGS } from '../cli/line/flags.js';
import { checksOf, exitAsPlugin } from '../cli/nagios.js';
import { chooseFormat, openFor } from '../cli/output/output.js';
import { openPage, writePage } from '../cli/output/page.js';
import { writeStderr } from '../cli/output/streams.js';
import { writeReport } from '../cli/run.js';
import { viewOf } from '../cli/values/view.js';
import { readInput } from '../input/source.js';
import { message } from '../reporters/text.js';

export default class Judge extends Command {
  static override summary = 'Judge a recording again, on any machine: the report of the run that made it.';

  static override description =
    'Reads what hgm-probe --record FILE or hgm-observe > FILE wrote, packed with gzip or not. This kernel is asked nothing. Fields ' +
    'that a newer version wrote are left out and named on stderr; a damaged recording is refused with the ' +
    'place of the damage, exit code 65.';

  static override examples = [
    '<%= config.bin %> judge recording.json',
    '<%= config.bin %> judge recording.json.gz --json --output report.json',
  ];

  static override usage = 'judge RECORDING [FLAG ...]';

  static override args = {
    RECORDING: Args.required('The file that was recorded; - is stdin.'),
  };

  static override flags = { ...VIEW_FLAGS, ...OUTPUT_FLAGS, ...PAGE_FLAG, ...JUDGE_FLAGS, ...CHECK_FLAG };

  protected override async run(): Promise<void> {
    const { args, flags } = this.parse(Judge);
    const format = chooseFormat(flags);
    const checks = checksOf(format, flags.check);
    const view = viewOf(flags, format, null);
    const { judge } = await judging(flags);
    const output = openFor('--output', flags.output ?? '-');
    const page = openPage('--html', flags.html, [output]);
    const { readRecording } = await import('../recording/read.js');
    const { observations, notice } = await readInput('RECORDING', args.RECORDING, 'judge', readRecording);
    if (notice !== null) writeStderr(`hgm-probe: ${message(notice)}\n`);
    // The stamp names the version whose rules these are, as it does where the run itself was judged.
    const report = judge({ ...observations, toolVersion: this.version });
    await writeReport(output, format, flags, report, { checks, view });
    await writePage(page, report);
    if (format === 'nagios') exitAsPlugin(report, checks);
  }
}
