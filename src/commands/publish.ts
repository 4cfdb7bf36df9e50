import { setTimeout } from 'node:timers/promises';
import { interruptible } from '../cli/interrupt.js';
import { judging } from '../cli/judging.js';
import { Command } from '../cli/line/command.js';
import { Flags } from '../cli/line/definition.js';
import { IDENTITY_FLAGS, JUDGE_FLAGS, OBSERVE_FLAGS } from '../cli/line/flags.js';
import { plannedRun } from '../cli/observe.js';
import {
  type Destination,
  type Opened,
  openAll,
  PUBLISHED,
  parseDestination,
} from '../cli/output/publishing.js';
import { writeStdout } from '../cli/output/stdout.js';
import { writeStderr } from '../cli/output/streams.js';
import { DAY, parseTimeSpan, type TimeSpan } from '../cli/values/time-span.js';
import { Fault } from '../ground/fault.js';
import type { Report } from '../report/contract.js';
import { reporter } from '../reporters/index.js';
import { message, oneLine } from '../reporters/text.js';

/** A run a minute is much for a host; less than one a day is a timer's. */
const TURN: TimeSpan = { units: ['s', 'm', 'h', 'd'], mostMs: DAY, wanted: '30m or 1h, a day at most' };

export default class Publish extends Command {
  static override summary = 'Ask the kernel once, and write the answer where each consumer reads it.';

  static override description =
    'Each file is written whole or not at all, with mode 0644 as far as the umask allows, under the name that its reader looks for: ' +
    'hgm_probe.prom, hgm-probe (features.d), hgm-probe.yaml (Nova), hgm_probe.fact, hgm_probe.json, hgm-probe.ndjson, ' +
    'hgm-probe.json, hgm-probe.stable.json, hgm-probe.md. A place that cannot be written does not keep the others from it; the exit code is 74 then.';

  static override examples = [
    '<%= config.bin %> publish --to prometheus=/var/lib/prometheus/node-exporter',
    '<%= config.bin %> publish --to ndjson=/var/lib/hgm-probe/ --as libvirt-qemu',
    '<%= config.bin %> publish --to ansible=/etc/ansible/facts.d --to facter=/etc/facter/facts.d --ttl 2h',
  ];

  static override flags = {
    to: Flags.option({
      multiple: true,
      required: true,
      helpValue: 'FORMAT=PLACE',
      summary: `Where to write which format: ${PUBLISHED.join(', ')}. PLACE is a folder; for ndjson, json, stable and markdown a file, too.`,
    }),
    every: Flags.option({
      helpValue: 'TIME',
      summary: 'Stay, and do so again after TIME: for a container, where nothing else has a timer.',
    }),
    ...OBSERVE_FLAGS,
    ...IDENTITY_FLAGS,
    ...JUDGE_FLAGS,
  };

  protected override async run(): Promise<void> {
    const { flags } = this.parse(Publish);
    const destinations = flags.to.map(parseDestination);
    const everyMs = flags.every === undefined ? null : parseTimeSpan('--every', flags.every, TURN);
    const { judge, users } = await judging(flags);
    const observe = await plannedRun(flags, this.version, users);
    const once = () => writeAll(destinations, async () => judge(await observe()));
    if (everyMs === null) await once();
    else await again(once, everyMs);
  }
}

/** @throws Fault of the last place that could not be written; the others are said before */
async function writeAll(destinations: readonly Destination[], report: () => Promise<Report>): Promise<void> {
  const opened = openAll(destinations);
  let failures = opened.flatMap((one) => ('failure' in one ? [one.failure] : []));
  if (failures.length < opened.length) {
    const asked = await report();
    const results: (Fault | null)[] = [];
    for (const one of opened) results.push(await publish(one, asked));
    failures = results.filter((result) => result !== null);
  }
  const [last, ...others] = failures.reverse();
  for (const other of others.reverse()) writeStderr(`hgm-probe: ${message(other.message)}\n`);
  if (last !== undefined) throw last;
}

/** Until it is told to end; a failure ends it, so that who started it sees one. */
async function again(once: () => Promise<void>, everyMs: number): Promise<void> {
  await interruptible(async (signal) => {
    while (!signal.aborted) {
      await once();
      await setTimeout(everyMs, null, { signal }).catch(() => null);
    }
  });
}

/** Writes one file and says so; gives what kept it from being written. */
async function publish(one: Opened, report: Report): Promise<Fault | null> {
  if ('failure' in one) return one.failure;
  const render = await reporter(one.format);
  try {
    await one.writer.write(render(report, { width: Number.POSITIVE_INFINITY, colour: false }));
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  await writeStdout(`${one.format}: ${oneLine(one.path)}\n`);
  return null;
}
