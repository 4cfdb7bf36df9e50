/**
 * Made-up fleets with the spread of real hosts: each report is that of a real recording (test/recordings/golden),
 * in the inventory form, with another host, time and latency. The same seed gives the same fleet.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { filesBelow } from './files.js';
import { ROOT } from './paths.js';

const CPU_MODELS = {
  x86_64: ['AMD EPYC 7B13', 'Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz', 'AMD EPYC 9B14'],
  aarch64: ['Neoverse-N1', 'Neoverse-V2'],
};

const PROFILES = {
  'qemu-postcopy': ['kernel_faults', 'copy.base:shmem'],
  'criu-lazy-pages': ['copy.base:anonymous'],
  'firecracker-restore': ['copy.base:anonymous', 'feature.event_remove'],
  'minor-shmem': ['continue.base:shmem'],
  'hgm-postcopy': ['continue.base:hugetlb-2M'],
};

/** States that a reader takes for granted; `matrix` says their reason only where it is another one. */
const ORDINARY = { supported: 'works', absent: 'refused' };

/** mulberry32: small, seeded, the same on every machine. Returns numbers in [0, 1). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Reports of the recordings, in the full form, by the recording's name. */
export function recordedReports() {
  return new Map(
    filesBelow(join(ROOT, 'test', 'recordings', 'golden'), /\.report\.json\.gz$/).map((file) => [
      basename(file, '.report.json.gz'),
      JSON.parse(gunzipSync(readFileSync(file))),
    ]),
  );
}

/** Keys of the inventory form, in its order. */
const INVENTORY = [
  ...[
    '$schema',
    'schemaVersion',
    'tool',
    'host',
    'ranAs',
    'collectedAt',
    'expiresAt',
    'hgm',
    'profiles',
    'matrix',
  ],
  ...['latency', 'userfaultfd', 'clock', 'pools', 'settings', 'ledger'],
];

/** A full report in the inventory form; what of its summary is missing is made from the details. */
export function inventory(report) {
  const { hgm } = report;
  const granules = hgm.granules.map((one) => one.granuleBytes);
  const matrix = report.matrix ?? matrixOf(report.capabilities);
  const whole = {
    ...report,
    hgm: { state: hgm.state, granuleBytes: granules.length === 0 ? null : Math.min(...granules), ...hgm },
    profiles: Object.keys(report.profiles).length > 0 ? report.profiles : profilesOf(matrix),
    matrix,
    latency: report.latency ?? latencyOf(report.timings),
  };
  return Object.fromEntries(INVENTORY.map((key) => [key, whole[key]]));
}

function matrixOf(capabilities) {
  const matrix = {};
  for (const { id, memory, state, reason } of capabilities) {
    const words = ORDINARY[state] === reason ? state : `${state}:${reason}`;
    matrix[id] = { ...matrix[id], [memory ?? 'host']: words };
  }
  return matrix;
}

function latencyOf(timings) {
  const rows = timings.map(({ id, memory, n, p50Ns, p99Ns, firstNs }) => {
    const key = memory === null ? id : `${id}:${memory}`;
    return [key, { n, p50Ns, p99Ns, firstNs }];
  });
  return Object.fromEntries(rows);
}

function profilesOf(matrix) {
  const states = Object.entries(PROFILES).map(([name, needs]) => {
    const missing = needs
      .map((need) => [need, ...need.split(':')])
      .find(([, id, memory]) => !has(matrix, id, memory));
    if (missing === undefined) return [name, { state: 'ready', reason: 'all_met', who: null }];
    const word = matrix[missing[1]]?.[missing[2] ?? 'host'] ?? 'unknown';
    const refused = word.startsWith('not_permitted');
    return [
      name,
      {
        state: word.startsWith('unknown') ? 'unknown' : 'not_ready',
        reason: missing[0],
        who: refused ? 'os_configuration' : 'kernel_build',
      },
    ];
  });
  return Object.fromEntries(states);
}

const has = (matrix, id, memory = 'host') =>
  /^(supported|limited|advertised)/.test(matrix[id]?.[memory] ?? '');

/** Makes lines of one fleet; `line(n)` is the report of host n, without a newline. */
export function syntheticFleet({ seed = 1, day = '2026-03-01' } = {}) {
  const templates = [...recordedReports().values()].map((report) => template(inventory(report)));
  const start = Date.parse(`${day}T00:00:00Z`);
  return {
    line(n) {
      const draw = random(seed * 2 ** 20 + n);
      const { parts, cpus } = templates[Math.floor(draw() * templates.length)];
      const at = start + Math.floor(draw() * 86_400_000);
      const cpu = Math.floor(draw() * cpus.length);
      const values = {
        id: `f${n.toString(16).padStart(31, '0')}`,
        name: `node-${n}.example`,
        cpu: cpus[cpu],
        at: new Date(at).toISOString(),
        until: new Date(at + 86_400_000).toISOString(),
      };
      // One host in two hundred is slow, and one CPU model is not another.
      const slow = (draw() < 0.005 ? 6 : 1) * (1 + cpu / 4);
      let text = '';
      for (const part of parts)
        text +=
          typeof part === 'string'
            ? part
            : (values[part.key] ?? Math.round(part.ns * slow * (0.9 + draw() / 5)));
      return text;
    },
  };
}

/** A report cut where something is drawn anew for each host. */
function template(report) {
  const marked = structuredClone(report);
  const host = {
    ...report.host,
    id: '\u0001id\u0001',
    name: '\u0001name\u0001',
    cpuModel: '\u0001cpu\u0001',
  };
  Object.assign(marked, { host, collectedAt: '\u0001at\u0001', expiresAt: '\u0001until\u0001' });
  for (const row of Object.values(marked.latency))
    for (const key of ['p50Ns', 'p99Ns', 'firstNs'])
      if (row[key] !== null) row[key] = `\u0001${row[key]}\u0001`;
  const parts = JSON.stringify(marked)
    .replace(/"\\u0001(\d+)\\u0001"/g, '\u0001$1\u0001')
    .replaceAll('\\u0001', '\u0001')
    .split('\u0001')
    .map((text, at) => (at % 2 === 0 ? text : /^\d/.test(text) ? { ns: Number(text) } : { key: text }));
  return { parts, cpus: CPU_MODELS[report.host.arch] ?? CPU_MODELS.x86_64 };
}
