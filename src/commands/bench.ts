import { interruptible } from '../cli/interrupt.js';
import { judging } from '../cli/judging.js';
import { Command } from '../cli/line/command.js';
import { Flags } from '../cli/line/definition.js';
import { BORROW_FLAG, RUN_FLAGS } from '../cli/line/flags.js';
import { WARNINGS } from '../cli/observe.js';
import { openPage, writePage } from '../cli/output/page.js';
import { watched } from '../cli/output/progress.js';
import { checkRun, openRun, writeRun } from '../cli/run.js';
import {
  allowedCpus,
  parseCpu,
  parseDuration,
  parseGbps,
  parseSamples,
  parseSizes,
} from '../cli/values/bench.js';
import { requestedBorrow } from '../cli/values/borrow.js';
import { LINK_GBPS } from '../judge/timings/stalls.js';
import { hugePageSizes } from '../observe/index.js';

export default class Bench extends Command {
  static override summary =
    'Measure in depth what the calls of a migration cost here, and how long a guest would stall.';

  static override description =
    'The report of hgm-probe, with every latency that can be had here: its distribution, drawn in the buckets of ' +
    "QEMU's postcopy-latency-dist, and the stall that each huge page size comes to. Ctrl-C ends it with what was " +
    'measured so far, marked incomplete; the report is written, so the exit code is 0. Ctrl-C again ends it at once.';

  static override examples = [
    '<%= config.bin %> bench',
    '<%= config.bin %> bench --duration 2m --borrow 1G --link-gbps 100 --report bench.html',
    '<%= config.bin %> bench --csv --output bench.csv',
    '<%= config.bin %> bench --size 2M --samples 1000000 --cpu 3 --json --output bench.json',
  ];

  static override flags = {
    ...RUN_FLAGS,
    borrow: BORROW_FLAG,
    samples: Flags.option({
      helpValue: 'N',
      default: '10000',
      summary: 'Samples of each call, at the most; 10000 are enough for p99.9.',
    }),
    duration: Flags.option({
      helpValue: 'TIME',
      default: '30s',
      summary: 'Time for all measurements together, such as 10s, 500ms or 2m.',
    }),
    cpu: Flags.option({ helpValue: 'N', summary: 'The CPU to measure on; if not given, one near the page.' }),
    size: Flags.option({
      multiple: true,
      helpValue: 'SIZE',
      summary: 'Huge page size to measure, such as 2M; all of the host if not given.',
    }),
    'link-gbps': Flags.option({
      helpValue: 'N',
      default: String(LINK_GBPS),
      summary: 'Speed of the link that the stalls are reckoned for, in Gb/s.',
    }),
    csv: Flags.boolean({
      exclusive: ['json', 'compact', 'format'],
      summary: 'Write the timings as CSV; the same as --format csv.',
    }),
    report: Flags.option({
      helpValue: 'FILE.html',
      summary: 'Write one self-contained HTML page to FILE, too.',
    }),
    ascii: Flags.boolean({
      summary: 'Draw with ASCII alone, as it is where the locale is not UTF-8.',
    }),
  };

  protected override async run(): Promise<void> {
    const { flags } = this.parse(Bench);
    const format = checkRun(flags.csv ? { ...flags, format: 'csv' } : flags);
    const { observeBench } = await import('../observe/bench.js');
    const { judge } = await judging(flags);
    const borrow = await requestedBorrow(flags.borrow);
    const hostSizes = flags.size === undefined ? [] : await hugePageSizes();
    const wish = {
      samples: parseSamples(flags.samples),
      durationMs: parseDuration(flags.duration),
      cpu: flags.cpu === undefined ? null : parseCpu(flags.cpu, allowedCpus()),
      sizes: parseSizes(flags.size ?? [], hostSizes),
      linkGbps: parseGbps(flags['link-gbps']),
    };
    const places = openRun(flags, format);
    const page = openPage('--report', flags.report, [places.output, places.record]);
    const observations = await interruptible((signal) =>
      watched(
        'measuring',
        (watch) => observeBench({ borrow, wish, signal, toolVersion: this.version, ...WARNINGS, ...watch }),
        signal,
      ),
    );
    const report = await writeRun(places, flags, observations, judge);
    await writePage(page, report);
  }
}
