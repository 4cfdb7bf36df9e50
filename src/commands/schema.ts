import { Command } from '../cli/line/command.js';
import { writeStdout } from '../cli/output/stdout.js';
import { ioFault } from '../ground/fault.js';
import { schemaText } from '../shipped.js';

export default class Schema extends Command {
  static override summary = 'Print the JSON Schema of the document that --json writes.';

  static override examples = ['<%= config.bin %> schema > report.schema.json'];

  protected override async run(): Promise<void> {
    this.parse(Schema);
    await writeStdout(await ownSchema());
  }
}

/** @throws Fault (74) */
async function ownSchema(): Promise<string> {
  try {
    return await schemaText();
  } catch (error) {
    throw ioFault(
      'cannot read the schema',
      error,
      'the installation is not complete, install hgm-probe again',
    );
  }
}
