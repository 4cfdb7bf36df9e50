import { KVM_GROUP } from '../../capabilities/group.js';
import type { Report } from '../../report/contract.js';
import { groupStates } from '../../report/groups.js';
import { READINESS_NUMBERS, readiness, STATE_NUMBERS } from '../../report/ranks.js';
import type { Reporter } from '../reporter.js';
import { type Family, familyText, type Series } from './prometheus/exposition.js';
import { medians } from './prometheus/medians.js';

/** What a host may cost a Prometheus. */
const MOST_SERIES = 32;
/** Of these the profiles get what is left by the fixed series, but for room for this many latencies. */
const LATENCIES_AT_LEAST = 4;

/**
 * Text exposition format, for the textfile collector of node_exporter: no timestamps, which it refuses, and at
 * most 32 series. What does not fit is left out and named in a comment.
 */
export const prometheus: Reporter = (report) => {
  const fixed = [info(report), ...times(report), groups(report), ways(report)];
  const room = MOST_SERIES - fixed.reduce((sum, family) => sum + family.series.length, 0);
  const ready = profiles(report);
  const latencies = latency(report);
  const kept = cut(ready, room - Math.min(LATENCIES_AT_LEAST, latencies.series.length));
  const timed = cut(latencies, room - kept.series.length);
  const left = ready.series.length - kept.series.length + latencies.series.length - timed.series.length;
  const families = [...fixed, kept, timed].filter((family) => family.series.length > 0);
  const note = left === 0 ? '' : `# ${left} series left out: a host has ${MOST_SERIES} at most\n`;
  return families.map(familyText).join('') + note;
};

const cut = (family: Family, most: number): Family => ({ ...family, series: family.series.slice(0, most) });

function info({ host, tool, schemaVersion, hgm }: Report): Family {
  const labels = {
    arch: host.arch,
    kernel: host.kernelRelease,
    version: tool.version,
    schema: schemaVersion,
    hgm: hgm.state,
    dialect: hgm.dialect ?? '',
    granule_bytes: hgm.granuleBytes === null ? '' : String(hgm.granuleBytes),
  };
  return {
    name: 'hgm_probe_info',
    help: 'What was asked and what it said of HGM; always 1.',
    series: [{ labels, value: 1 }],
  };
}

function times({ collectedAt, expiresAt }: Report): Family[] {
  const seconds = (instant: string): Series[] => [{ labels: {}, value: Date.parse(instant) / 1000 }];
  return [
    {
      name: 'hgm_probe_collected_timestamp_seconds',
      help: 'When the host was asked.',
      series: seconds(collectedAt),
    },
    {
      name: 'hgm_probe_expires_timestamp_seconds',
      help: 'When the answer is not to be believed any more.',
      series: seconds(expiresAt),
    },
  ];
}

const numbered = (numbers: Readonly<Record<string, number>>): string =>
  Object.entries(numbers)
    .map(([state, number]) => `${number} ${state}`)
    .join(', ');

function groups(report: Report): Family {
  return {
    name: 'hgm_probe_capability_state',
    help: `State of a group of capabilities: ${numbered(STATE_NUMBERS)}.`,
    series: [...groupStates(report)]
      .filter(([group, state]) => state !== null || group !== KVM_GROUP)
      .map(([group, state]) => ({
        labels: { group: group.series },
        value: STATE_NUMBERS[state ?? 'unknown'],
      })),
  };
}

/** A label alone tells it: one more series for each host would be one more of 32. */
const EXPOSED = { exposed: 'always', exposed_if_advised: 'if_advised', isolated: '', unknown: '' } as const;

function ways({ ways: all }: Report): Family {
  return {
    name: 'hgm_probe_way_state',
    help: `State of a way to serve a guest on big pages: ${numbered(STATE_NUMBERS)}.`,
    series: all.map(({ id, state, faultBytes, aliasWrites }) => ({
      labels: { way: id, fault_bytes: String(faultBytes), exposed: EXPOSED[aliasWrites ?? 'unknown'] },
      value: STATE_NUMBERS[state],
    })),
  };
}

function profiles(report: Report): Family {
  return {
    name: 'hgm_probe_profile_state',
    help: `Readiness of one consumer: ${numbered(READINESS_NUMBERS)}.`,
    series: readiness(report).map(([profile, state]) => ({
      labels: { profile },
      value: READINESS_NUMBERS[state] ?? 0,
    })),
  };
}

function latency(report: Report): Family {
  return {
    name: 'hgm_probe_latency_median_seconds',
    help: 'Median of one timed call, raw.',
    series: medians(report.latency),
  };
}
