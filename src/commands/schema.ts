import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from '@oclif/core';
import { ioFault } from '../cli/fault.js';
import { writeStdout } from '../cli/stdout.js';

export default class Schema extends Command {
  static override summary = 'Print the JSON Schema of the document that --json writes.';

  async run(): Promise<void> {
    await this.parse(Schema);
    const path = fileURLToPath(new URL('../../schema/report.schema.json', import.meta.url));
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw ioFault(
        `cannot read ${path}`,
        error,
        'the installation is not complete, install hgm-probe again',
      );
    });
    await writeStdout(text);
  }
}
