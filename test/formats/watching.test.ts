/** Alerts on made-up series, by promtool; the dashboard's queries; what osquery is to read, by sqlite3. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, must, probe, ROOT, run } from './run.js';

const place = folder();
const at = (name: string): string => join(place, name);
const RULES = join(ROOT, 'packaging', 'prometheus', 'hgm-probe.rules.yml');
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Made {
  series: string;
  values: string;
}

const host = (instance: string, more: string): string => `{job="node",instance="${instance}"${more}}`;

/** A host that is asked anew all the time, but where `expires` says otherwise. Samples are 5 minutes apart. */
const alive = (instance: string, expires = '1e12x200', kernel = '6.18'): Made[] => [
  { series: `hgm_probe_info${host(instance, `,kernel="${kernel}",arch="x86_64"`)}`, values: '1x200' },
  { series: `hgm_probe_expires_timestamp_seconds${host(instance, '')}`, values: expires },
];

const of = (instance: string, name: string, labels: string, values: string): Made => ({
  series: `${name}${host(instance, `,${labels}`)}`,
  values,
});

const PEERS = Array.from({ length: 8 }, (_, i) => `h${i}`);
const latency = (instance: string, values: string): Made =>
  of(instance, 'hgm_probe_latency_median_seconds', 'call="continue.base",memory="shmem"', values);

/** By alert: series, the time to look at, and the label of each that is to fire. */
const CASES: [alert: string, title: string, series: Made[], time: string, label: string, fires: string[]][] =
  [
    [
      'HgmProbeExpired',
      'an expired report',
      [...alive('a', '600x200'), ...alive('b')],
      '30m',
      'instance',
      ['a'],
    ],
    [
      'HgmProbeReadinessLost',
      'a host that was ready, one that never was, one that still is, one that expired',
      [
        ...['a', 'b', 'c'].flatMap((name) => alive(name)),
        ...alive('d', '600x200'),
        of('a', 'hgm_probe_profile_state', 'profile="p"', '3x5 1x100'),
        of('b', 'hgm_probe_profile_state', 'profile="p"', '1x200'),
        of('c', 'hgm_probe_profile_state', 'profile="p"', '3x5 2x100'),
        of('d', 'hgm_probe_profile_state', 'profile="p"', '3x5 1x100'),
      ],
      '2h',
      'instance',
      ['a'],
    ],
    [
      'HgmProbeDrift',
      'what kernels can do, not what hosts lack or another kernel does',
      [
        ...['a', 'b', 'c'].flatMap((name) => alive(name)),
        ...alive('d', '1e12x200', '6.1'),
        ...['a', 'b', 'c', 'd'].flatMap((name, i) => [
          of(name, 'hgm_probe_capability_state', 'group="thp"', `${[8, 4, 8, 8][i]}x200`),
          of(name, 'hgm_probe_capability_state', 'group="register"', `${[8, 2, 3, 4][i]}x200`),
        ]),
      ],
      '2h',
      'group',
      ['thp'],
    ],
    [
      'HgmProbeMemoryExposed',
      'a way that works and is exposed',
      [
        ...['a', 'b', 'c'].flatMap((name) => alive(name)),
        of('a', 'hgm_probe_way_state', 'way="shmem-thp",fault_bytes="4096",exposed="always"', '8x200'),
        of('b', 'hgm_probe_way_state', 'way="shmem-thp",fault_bytes="4096",exposed="always"', '2x200'),
        of('c', 'hgm_probe_way_state', 'way="shmem-thp",fault_bytes="4096"', '8x200'),
      ],
      '1h',
      'instance',
      ['a'],
    ],
    [
      'HgmProbeLatencyOutlier',
      'one of nine',
      [
        ...PEERS.flatMap((name) => [...alive(name), latency(name, '1e-6x200')]),
        ...alive('slow'),
        latency('slow', '4e-6x200'),
      ],
      '5h',
      'instance',
      ['slow'],
    ],
    [
      'HgmProbeLatencyOutlier',
      'none of seven',
      [
        ...PEERS.slice(0, 6).flatMap((name) => [...alive(name), latency(name, '1e-6x200')]),
        ...alive('slow'),
        latency('slow', '4e-6x200'),
      ],
      '5h',
      'instance',
      [],
    ],
  ];

describe('alerts', () => {
  it('are rules that promtool takes', () => {
    expect(must('promtool', ['check', 'rules', RULES])).toContain('7 rules found');
  });

  it.each(CASES)('%s: %s', (alert, _, series, time, label, fires) => {
    const count = `count by (${label}) (ALERTS{alertname="${alert}",alertstate="firing"})`;
    const samples = fires.map((one) => ({ labels: `{${label}="${one}"}`, value: 1 }));
    const test = {
      interval: '5m',
      input_series: series,
      promql_expr_test: [{ expr: count, eval_time: time, exp_samples: samples }],
    };
    // JSON is YAML.
    writeFileSync(
      at('test.yml'),
      JSON.stringify({ rule_files: [RULES], evaluation_interval: '5m', tests: [test] }),
    );
    const { status, stdout, stderr } = run('promtool', ['test', 'rules', at('test.yml')]);
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

it('the dashboard asks what Prometheus understands, of series that are exported or recorded', () => {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'packaging', 'grafana', 'hgm-probe.json'), 'utf8'));
  const exprs: string[] = panels.flatMap((panel: { targets: { expr: string }[] }) =>
    panel.targets.map(({ expr }) => expr),
  );
  expect(exprs.length).toBeGreaterThan(8);
  const rules = exprs.map((expr, i) => ({ record: `panel:${i}`, expr: expr.replaceAll('$instance', '.*') }));
  writeFileSync(at('panels.yml'), JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  must('promtool', ['check', 'rules', at('panels.yml')]);
  const known = readFileSync(RULES, 'utf8') + readFileSync(join(ROOT, 'docs', 'formats.md'), 'utf8');
  for (const name of exprs.join(' ').match(/hgm_probe[a-z_:]+/g) ?? []) expect(known).toContain(name);
});

describe('osquery', () => {
  const docs = readFileSync(join(ROOT, 'docs', 'formats.md'), 'utf8');
  const database = at('hgm-probe.sqlite');

  beforeAll(() => {
    writeFileSync(at('export'), /^```sh osquery\n(.*?)^```/ms.exec(docs)?.[1] ?? '');
    chmodSync(at('export'), 0o755);
    writeFileSync(at('report.json'), probe('--json', '--no-latency').stdout);
    must(at('export'), [at('report.json'), database]);
  });

  it('the query of the table says what the document says', () => {
    const { auto_table_construction: tables } = JSON.parse(
      /^```json osquery\n(.*?)^```/ms.exec(docs)?.[1] ?? '',
    );
    const { query, columns } = tables.hgm_probe;
    const rows = JSON.parse(must('sqlite3', ['-json', database, query]));
    expect(Object.keys(rows[0])).toEqual(columns);
    const { profiles, hgm, expiresAt } = JSON.parse(readFileSync(at('report.json'), 'utf8'));
    const states = Object.entries<{ state: string }>(profiles).map(([name, { state }]) => [name, state]);
    expect(rows.map((row: Record<string, string>) => [row.name, row.state])).toEqual([
      ['hgm', hgm.state],
      ...states,
    ]);
    expect(rows[0].expires_at).toBe(expiresAt);
  });

  it('what it is ready for is that of the document, and nothing once that has expired', () => {
    const question = /`(SELECT name FROM hgm_probe[^`]*)`/.exec(docs.replaceAll('\n', ' '))?.[1] ?? '';
    const { profiles } = JSON.parse(readFileSync(at('report.json'), 'utf8'));
    const ready = Object.keys(profiles).filter((name) =>
      ['ready', 'restricted'].includes(profiles[name].state),
    );
    const asked = () => must('sqlite3', [database, question]).split('\n').filter(Boolean);
    expect(asked()).toEqual(ready);
    must('sqlite3', [database, "UPDATE hgm_probe SET expires_at = '2026-01-01T00:00:00.000Z'"]);
    expect(asked()).toEqual([]);
  });
});
