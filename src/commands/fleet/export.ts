import { askFleet, envelope, FLEET_ARGS, FLEET_FLAGS, filesOf } from '../../cli/fleet.js';
import { Command } from '../../cli/line/command.js';
import { Flags } from '../../cli/line/definition.js';
import { writeStdout } from '../../cli/output/stdout.js';
import type { PrivateFolder } from '../../fleet/private-folder.js';
import { ioFault, usageFault } from '../../ground/fault.js';
import { jsonText } from '../../reporters/json-text.js';

export default class FleetExport extends Command {
  static override summary = 'Write the fleet as long Parquet tables: host, capability, latency.';

  static override description =
    'The newest document of each host and caller, expired or not, partitioned by date only, hive style, so that DuckDB, ClickHouse, Trino, ' +
    'Spark and BigQuery read them as they are. Files are added to what DIR has; no file is replaced.';

  static override examples = ['<%= config.bin %> fleet export --to /srv/fleet /var/lib/inventory'];

  static override strict = false;

  static override args = FLEET_ARGS;

  static override flags = {
    json: FLEET_FLAGS.json,
    strict: FLEET_FLAGS.strict,
    to: Flags.option({ required: true, helpValue: 'DIR', summary: 'Folder of the tables; made if need be.' }),
  };

  protected override async run(): Promise<void> {
    const { argv, flags } = this.parse(FleetExport);
    if (flags.to === '') throw usageFault('--to needs the name of a folder');
    const { exportFleet } = await import('../../fleet/export.js');
    const staging = await this.staging(flags.to);
    try {
      const run = {
        files: filesOf(argv),
        depth: 'matrix' as const,
        strict: flags.strict,
        everyCaller: true,
        writable: staging.path,
      };
      const { reading, answer } = await askFleet(run, (engine) =>
        exportFleet(engine, flags.to, staging.path),
      );
      if (flags.json)
        return await writeStdout(
          jsonText({ ...(await envelope('export', this.version, reading)), tables: answer }),
        );
      const { exported } = await import('../../reporters/fleet/export.js');
      await writeStdout(exported(answer));
    } finally {
      staging.remove();
    }
  }

  private async staging(folder: string): Promise<PrivateFolder> {
    const { stagingIn } = await import('../../fleet/export.js');
    try {
      return stagingIn(folder);
    } catch (error) {
      throw ioFault(`cannot write ${folder}`, error);
    }
  }
}
