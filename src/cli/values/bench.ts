/** What the flags of a bench mean; each fault says what would do. */
import { readFileSync } from 'node:fs';
import { usageFault } from '../../ground/fault.js';
import { hostSize } from './host-size.js';
import { DAY, parseTimeSpan, type TimeSpan } from './time-span.js';

/** What the plan's fields hold (native/observe/plan.h, uint32_t), and more than anybody waits for. */
const MOST_SAMPLES = 1_000_000_000;
const DURATION: TimeSpan = {
  units: ['ms', 's', 'm', 'h'],
  mostMs: 11 * DAY,
  wanted: '10s, 500ms or 2m, 11 days at most',
};

/** @throws Fault (64) for what is no whole number from 1 on */
export function parseSamples(value: string): number {
  const samples = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (samples < 1 || samples > MOST_SAMPLES)
    throw usageFault(`--samples ${value} is not a whole number from 1 to ${MOST_SAMPLES}`);
  return samples;
}

/** Milliseconds in `10s`, `500ms`, `2m`, `1h`. @throws Fault (64) */
export const parseDuration = (value: string): number => parseTimeSpan('--duration', value, DURATION);

/** @throws Fault (64) naming the CPUs that this process may run on */
export function parseCpu(value: string, allowed: readonly number[]): number {
  const cpu = /^\d{1,5}$/.test(value) ? Number(value) : -1;
  if (!allowed.includes(cpu))
    throw usageFault(`--cpu ${value}: this process may run on CPU ${ranges(allowed)}`);
  return cpu;
}

/** @throws Fault (64) naming the sizes that the host has */
export function parseSizes(values: readonly string[], hostSizes: readonly number[]): number[] {
  const sizes = values.map((value) => hostSize('--size', value, hostSizes, 'no size such as 2M'));
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** @throws Fault (64) for what is no speed */
export function parseGbps(value: string): number {
  const gbps = /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : 0;
  if (gbps <= 0) throw usageFault(`--link-gbps ${value} is not a speed in Gb/s such as 25 or 0.5`);
  return gbps;
}

/** CPUs that this process may run on, ascending; empty where /proc does not tell. */
export function allowedCpus(status = readStatus()): number[] {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [from = '', to = from] = range.split('-');
    return from === ''
      ? []
      : Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => Number(from) + at);
  });
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

/** `0-3,8`, as the kernel writes them. */
function ranges(cpus: readonly number[]): string {
  const found: [number, number][] = [];
  for (const cpu of cpus) {
    const last = found.at(-1);
    if (last && cpu === last[1] + 1) last[1] = cpu;
    else found.push([cpu, cpu]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',');
}
