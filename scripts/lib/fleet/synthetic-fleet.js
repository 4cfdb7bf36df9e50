/**
 * Made-up fleets with the spread of real hosts: each report is that of a real recording (test/recordings/golden),
 * in the inventory form, with another host, time and latency. The same seed gives the same fleet.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { filesBelow } from '../files.js';
import { ROOT } from '../paths.js';

const { assessAll } = await import('../../../dist/profiles/assess.js');
const { loadProfiles } = await import('../../../dist/profiles/own.js');
const { inventoryOf } = await import('../../../dist/report/inventory.js');

const PROFILES = await loadProfiles();

const CPU_MODELS = {
  x86_64: ['AMD EPYC 7B13', 'Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz', 'AMD EPYC 9B14'],
  aarch64: ['Neoverse-N1', 'Neoverse-V2'],
};

/** mulberry32: small, seeded, the same on every machine. Returns numbers in [0, 1). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Reports of the recordings, in the full form. */
function recordedReports() {
  const files = filesBelow(join(ROOT, 'test', 'recordings', 'golden'), /\.report\.json\.gz$/);
  return files.map((file) => JSON.parse(gunzipSync(readFileSync(file))));
}

/** A golden has no profiles, which are not the judge's; a host has. */
const inventory = (report) => inventoryOf({ ...report, profiles: assessAll(report, PROFILES) });

/** Makes lines of one fleet, within so many days from that one; `line(n)` is the report of host n, without a newline. */
export function syntheticFleet({ seed = 1, day = '2026-03-01', days = 1 } = {}) {
  const templates = recordedReports().map((report) => template(inventory(report)));
  const start = Date.parse(`${day}T00:00:00Z`);
  return {
    line(n) {
      const draw = random(seed * 2 ** 20 + n);
      const { parts, cpus } = templates[Math.floor(draw() * templates.length)];
      const at = start + Math.floor(draw() * days * 86_400_000);
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
