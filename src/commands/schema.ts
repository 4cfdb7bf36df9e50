import { Command } from '@oclif/core';
import { writeStdout } from '../cli/stdout.js';
import { ioFault } from '../ground/fault.js';
import { schemaText } from '../shipped.js';

export default class Schema extends Command {
  static override summary = 'Print the JSON Schema of the document that --json writes.';

  async run(): Promise<void> {
    await this.parse(Schema);
    await writeStdout(ownSchema());
  }
}

/** @throws Fault (74) */
function ownSchema(): string {
  try {
    return schemaText();
  } catch (error) {
    throw ioFault(
      'cannot read the schema',
      error,
      'the installation is not complete, install hgm-probe again',
    );
  }
}
