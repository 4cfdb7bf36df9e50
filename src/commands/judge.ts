import { createReadStream } from 'node:fs';
import { Args, Command } from '@oclif/core';
import { EXIT } from '../cli/exit.js';
import { Fault, ioFault, usageFault } from '../cli/fault.js';
import { asPlugin, CHECK_FLAG, checksOf, exitAsPlugin } from '../cli/nagios.js';
import { chooseFormat, OUTPUT_FLAGS, openFor, STDOUT } from '../cli/output.js';
import { screen } from '../cli/terminal.js';
import { parseTtl, TTL_FLAG } from '../cli/ttl.js';
import type { ReadRecording } from '../recording/read.js';
import { reporter } from '../reporters/index.js';
import { oneLine } from '../reporters/text.js';

export default class Judge extends Command {
  static override summary = 'Judge a recording again, on any machine: the report of the run that made it.';

  static override description =
    'Reads what hgm-probe --record FILE wrote, packed with gzip or not. This kernel is asked nothing. Fields ' +
    'that a newer version wrote are left out and named on stderr; a damaged recording is refused with the ' +
    'place of the damage, exit code 65.';

  static override examples = [
    '<%= config.bin %> judge recording.json',
    '<%= config.bin %> judge recording.json.gz --json --output report.json',
  ];

  static override args = {
    RECORDING: Args.string({ required: true, description: 'The file that was recorded; - is stdin.' }),
  };

  static override flags = { ...OUTPUT_FLAGS, ...TTL_FLAG, ...CHECK_FLAG };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Judge);
    const format = chooseFormat(flags.json, flags.format, flags.compact);
    const ttlMs = parseTtl(flags.ttl);
    const checks = checksOf(format, flags.check);
    if (args.RECORDING === '') throw usageFault('RECORDING needs the name of a file');
    await asPlugin(format, async () => {
      const output = openFor('--output', flags.output ?? '-');
      const { observations, notice } = await read(args.RECORDING);
      if (notice !== null) process.stderr.write(`hgm-probe: ${oneLine(notice)}\n`);
      const { judge } = await import('../judge/index.js');
      // The stamp names the version whose rules these are, as it does where the run itself was judged.
      const report = judge({ ...observations, toolVersion: this.config.version }, ttlMs);
      const render = await reporter(format, checks);
      await output.write(render(report, screen(output.key === STDOUT, flags['no-color'])));
      if (format === 'nagios') exitAsPlugin(report, checks);
    });
  }
}

/** @throws Fault: 65 with the place of the damage, 74 for a file that can't be read */
async function read(path: string): Promise<ReadRecording> {
  const [{ readRecording }, { RecordingError }] = await Promise.all([
    import('../recording/read.js'),
    import('../recording/error.js'),
  ]);
  const name = path === '-' ? 'standard input' : path;
  try {
    return await readRecording(path === '-' ? process.stdin : createReadStream(path));
  } catch (error) {
    if (!(error instanceof RecordingError)) throw ioFault(`cannot read ${name}`, error);
    throw new Fault(EXIT.data, `cannot judge ${name}: ${error.message}`, { cause: error });
  }
}
