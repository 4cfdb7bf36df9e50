/** What one run publishes, read by those that it is meant for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/report/contract.js';
import { folder, must, probe, ROOT, RUN, run } from './run.js';

const place = folder();
const at = (...names: string[]): string => join(place, ...names);
let document: Document;

beforeAll(() => {
  for (const name of ['prom', 'nfd', 'ansible', 'facter']) mkdirSync(at(name));
  const { status, stderr } = probe(
    'publish',
    ...['--borrow', 'none'],
    ...['--to', `prometheus=${at('prom')}`],
    ...['--to', `nfd=${at('nfd')}`],
    ...['--to', `ansible=${at('ansible')}`],
    ...['--to', `facter=${at('facter')}`],
    ...['--to', `ndjson=${at('inventory.ndjson')}`],
  );
  expect([status, stderr]).toEqual([0, '']);
  document = JSON.parse(readFileSync(at('inventory.ndjson'), 'utf8'));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('Prometheus', () => {
  const file = () => readFileSync(at('prom/hgm_probe.prom'), 'utf8');
  let exporter: ChildProcess;
  let scraped = '';

  beforeAll(async () => {
    const port = await freePort();
    exporter = spawn('prometheus-node-exporter', [
      '--collector.disable-defaults',
      '--collector.textfile',
      `--collector.textfile.directory=${at('prom')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    scraped = await scrape(`http://127.0.0.1:${port}/metrics`);
  });

  afterAll(() => exporter.kill());

  it('promtool finds nothing to say', () => {
    const { status, stdout, stderr } = run('promtool', ['check', 'metrics'], { input: file() });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('takes the queries of the documentation', () => {
    const docs = readFileSync(join(ROOT, 'docs/formats.md'), 'utf8');
    const queries = /```promql\n([\s\S]*?)```/.exec(docs)?.[1]?.trimEnd().split('\n') ?? [];
    const rules = queries.map((expr, i) => ({ record: `hgm:q${i}`, expr: expr.replace(/ +#.*$/, '') }));
    expect(rules.length).toBeGreaterThan(2);
    // JSON is YAML.
    writeFileSync(at('rules.yml'), JSON.stringify({ groups: [{ name: 'docs', rules }] }));
    must('promtool', ['check', 'rules', at('rules.yml')]);
  });

  it('node_exporter reads the file without an error', () => {
    expect(scraped).toContain('\nnode_textfile_scrape_error 0\n');
    expect(scraped).toContain(`node_textfile_mtime_seconds{file="${at('prom/hgm_probe.prom')}"}`);
  });

  it('every series is scraped, with its value', () => {
    // The textfile collector gives each series of a name the same labels, empty where it had none: the same series.
    const given = (labels: string) => labels.split(',').filter((label) => !label.endsWith('=""'));
    const values = (text: string) =>
      Object.fromEntries(
        [...text.matchAll(/^(hgm_probe_\S+?)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => [
          `${name}{${given(labels).sort().join()}}`,
          Number(value),
        ]),
      );
    expect(Object.keys(values(file())).length).toBeGreaterThan(9);
    expect(values(scraped)).toEqual(values(file()));
  });

  it('the file may be read by the user of the exporter', () => {
    expect(statSync(at('prom/hgm_probe.prom')).mode & 0o777).toBe(0o644);
  });
});

describe('Ansible', () => {
  it('has the document under ansible_local', () => {
    const out = must(
      'ansible',
      [
        'localhost',
        '-i',
        'localhost,',
        '-c',
        'local',
        '-m',
        'setup',
        '-a',
        `fact_path=${at('ansible')} gather_subset=!all,!min,local filter=ansible_local`,
      ],
      {
        env: {
          ...process.env,
          ANSIBLE_NOCOLOR: '1',
          ANSIBLE_LOCAL_TEMP: at('tmp'),
          ANSIBLE_REMOTE_TEMP: at('tmp'),
        },
      },
    );
    const { ansible_facts } = JSON.parse(out.slice(out.indexOf('{')));
    expect(ansible_facts.ansible_local.hgm_probe).toEqual(document);
  });
});

describe('Facter', () => {
  it('has the document as a fact', () => {
    const out = must('facter', ['--json', '--external-dir', at('facter'), 'hgm_probe']);
    expect(JSON.parse(out).hgm_probe).toEqual(document);
  });

  it('gives a field of it by its path', () => {
    const out = must('facter', ['--external-dir', at('facter'), 'hgm_probe.hgm.state']);
    expect(out.trim()).toBe(document.hgm.state);
  });
});

describe('TAP::Parser of Perl', () => {
  it('reads a test for each row, with nothing wrong in the plan or the lines', () => {
    const { status, stdout } = probe('--borrow', 'none', '--no-latency', '--format', 'tap');
    expect(status).toBe(0);
    writeFileSync(at('host.tap'), stdout);
    const script = `my $p = TAP::Parser->new({ source => shift });
      my %n; while (my $r = $p->next) { $n{$r->type}++ }
      print join " ", $p->tests_planned, $p->tests_run, scalar($p->parse_errors), scalar($p->skipped) > 0, $n{unknown} // 0`;
    const said = must('perl', ['-MTAP::Parser', '-e', script, at('host.tap')]);
    const tests = stdout.match(/^(?:not )?ok /gm)?.length;
    // Of KTAP the line of the version alone is none of TAP.
    expect(said).toBe(`${tests} ${tests} 0 1 1`);
  });
});

describe('junitparser', () => {
  it('reads a case for each expression', () => {
    const { stdout } = probe('require', 'hgm', 'kernel_faults', '--format', 'junit');
    writeFileSync(at('hgm.xml'), stdout);
    const script = `import sys, junitparser
for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
    print(suite.hostname, suite.tests, [case.name for case in suite])`;
    expect(must('/usr/bin/python3', ['-c', script, at('hgm.xml')]).trim()).toBe(
      `${document.host.name} 2 ['hgm', 'kernel_faults']`,
    );
  });
});

describe('csv of Python', () => {
  it('has a row for each timing, under its names', () => {
    const { stdout } = probe('--borrow', 'none', '--format', 'csv');
    writeFileSync(at('timings.csv'), stdout);
    const script = `import sys, csv, json
print(json.dumps(list(csv.DictReader(open(sys.argv[1])))))`;
    const rows = JSON.parse(must('python3', ['-c', script, at('timings.csv')]));
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(Number(row.p50_ns)).toBeGreaterThanOrEqual(0);
    expect(rows.map(({ id }: { id: string }) => id)).toContain('memcpy');
  });
});

describe('jq', () => {
  it('finds what a fleet asks most without a search', () => {
    const filter =
      '[.hgm.state, .hgm.granuleBytes, .matrix["open.syscall"].host, .latency["continue.base:shmem"].n]';
    const out = must('jq', ['-c', filter, at('inventory.ndjson')]);
    expect(JSON.parse(out)).toEqual([
      document.hgm.state,
      document.hgm.granuleBytes,
      document.matrix['open.syscall']?.host,
      document.latency['continue.base:shmem']?.n,
    ]);
  });
});

describe('a shell under another locale', () => {
  it.each(['C', 'C.UTF-8', 'de_DE.UTF-8', 'tr_TR.UTF-8', 'ar_EG.UTF-8'])(
    '%s: the same names and numbers',
    (locale) => {
      const env = { ...process.env, LC_ALL: locale, LANG: locale, LANGUAGE: locale };
      const text = must(process.execPath, [RUN, '--borrow', 'none', '--format', 'prometheus'], { env });
      expect(run('promtool', ['check', 'metrics'], { input: text }).status).toBe(0);
      expect(text).toContain(`hgm="${document.hgm.state}"`);
    },
  );
});

/** A port that nobody has now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** As soon as it answers. */
async function scrape(url: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => null,
    );
    if (text !== null) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody answers at ${url}`);
}
