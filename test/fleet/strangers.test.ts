/** What thousands of hosts send: nothing of it is run, printed raw, or the end of the rest. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import FleetExport from '../../src/commands/fleet/export.js';
import FleetMatrix from '../../src/commands/fleet/matrix.js';
import FleetSummary from '../../src/commands/fleet/summary.js';
import { type Engine, openEngine } from '../../src/fleet/engine.js';
import { type Bad, ofFile } from '../../src/fleet/read/bad.js';
import { type Depth, REPORT_TABLE } from '../../src/fleet/read/columns.js';
import { type Reading, readFleet } from '../../src/fleet/read/index.js';
import { SHAPE_TABLES, Shapes } from '../../src/fleet/read/shapes.js';
import { takeFiles } from '../../src/fleet/read/take.js';
import { runCommand } from '../command/run.js';
import { document, file, folder, line } from './documents.js';

const root = process.getuid?.() === 0;
const NOBODY = 65534;
const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

const good = (n: number): string => line({ name: `good-${n}` });
const json = (extra: object): string => JSON.stringify({ ...document({ name: 'bad' }), ...extra });
const swap = (from: string, to: string): string => {
  const text = json({});
  expect(text).toContain(from);
  return text.replace(from, to);
};

const ONE = '"p":{"state":"ready","reason":null,"who":null}';
const PROFILE_TWICE = `"profiles":{${ONE},${ONE}}`;
const FIGURES = '"wake":{"n":1,"p50Ns":1,"p99Ns":1,"firstNs":null}';
const SERIES_TWICE = `"latency":{${FIGURES},${FIGURES}}`;

/** Each is a line that must be skipped, with words that its reason has. */
const BAD: readonly [string, string | Buffer, string][] = [
  ['cut', json({}).slice(0, 200), 'not JSON'],
  ['cut by one', json({}).slice(0, -1), 'not JSON'],
  ['two at once', json({}) + json({}), 'not JSON'],
  ['something behind', `${json({})} DROP TABLE report;`, 'not JSON'],
  ['no document', 'null', 'not a report'],
  ['a list', '[1,2]', 'not a report'],
  ['HTML', '<script>alert(1)</script>', 'not JSON'],
  ['a formula', '=cmd|"/c calc"!A1', 'not JSON'],
  ['a NUL', 'a\0b', 'not JSON'],
  [
    'not UTF-8',
    Buffer.concat([Buffer.from(json({}).slice(0, -1)), Buffer.from([0x2c, 0xff, 0x7d])]),
    'UTF-8',
  ],
  ['half a surrogate', swap('"name":"bad"', '"name":"\\ud800"'), 'surrogate'],
  ['a key twice', swap('"hgm":{', '"hgm":{"state":"supported",'), 'twice'],
  ['a key twice at the top', swap('"schemaVersion"', '"host":{},"schemaVersion"'), 'twice'],
  ['a key twice, one escaped', swap('"id":', '"\\u0069d":"x","id":'), 'twice'],
  ['beyond 2^53', swap('"granuleBytes":null', '"granuleBytes":9007199254740993'), '2^53'],
  ['beyond every double', swap('"basePageBytes":4096', '"basePageBytes":1e400'), '2^53'],
  ['below nothing', swap('"basePageBytes":4096', '"basePageBytes":-1'), 'host.basePageBytes'],
  ['a prototype', swap('"tool":{', '"__proto__":{"polluted":1},"tool":{'), '__proto__'],
  ['deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'not a report'],
  ['a time without a zone', swap('2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00'), 'collectedAt'],
  ['a day', swap('2026-03-01T10:00:00.000Z', '2026-03-01'), 'collectedAt'],
  ['no end of time', swap('2026-03-01T10:00:00.000Z', 'infinity'), 'collectedAt'],
  ['its beginning', swap('2999-01-01T00:00:00.000Z', 'epoch'), 'expiresAt'],
  ['a number as a text', swap('"basePageBytes":4096', '"basePageBytes":"4096"'), 'host.basePageBytes'],
  ['half a byte', swap('"basePageBytes":4096', '"basePageBytes":4096.5'), 'host.basePageBytes'],
  ['a number that is true', swap('"basePageBytes":4096', '"basePageBytes":true'), 'host.basePageBytes'],
  ['NaN', swap('"basePageBytes":4096', '"basePageBytes":NaN'), 'not JSON'],
  ['NaN where nobody reads', json({ extra: 0 }).replace('"extra":0', '"extra":[1, nan]'), 'not JSON'],
  ['a comma before the end', json({}).replace(/}$/, ', }'), 'not JSON'],
  ['a comma in a list', json({ extra: [1] }).replace('[1]', '[1,]'), 'not JSON'],
  ['no profiles', json({ profiles: null }), 'profiles'],
  ['no caller', json({ ranAs: undefined }), 'ranAs is missing'],
  ['a name that is a number', swap('"name":"bad"', '"name":5'), 'host.name'],
  ['a profile twice', json({ profiles: 0 }).replace('"profiles":0', PROFILE_TWICE), 'twice'],
  ['a series twice', json({ latency: 0 }).replace('"latency":0', SERIES_TWICE), 'twice'],
  ['a figure as a text', json({ latency: { wake: { n: '5' } } }), 'latency'],
  ['too long', json({ extra: 'x'.repeat(2 ** 20) }), 'longer than 1 MiB'],
  ['another major', swap('"schemaVersion":"1.0"', '"schemaVersion":"2.0"'), 'schema version 2'],
  ['no host', json({ host: undefined }), 'host is missing'],
  ['a name that is a list', swap('"name":"bad"', '"name":["bad"]'), 'host.name'],
  ['no time', swap('2999-01-01T00:00:00.000Z', 'never'), 'expiresAt'],
  ['a state that nobody knows', swap('"state":"absent"', '"state":"perhaps"'), 'hgm.state'],
  ['a matrix of numbers', json({ matrix: { '\u202eevil': 5 } }), 'matrix is not what'],
];

type Found = Omit<Reading, 'hosts'> & { hosts: string[] };

/** @param smallBytes 0: each file by DuckDB itself */
async function read(paths: string[], smallBytes: number, depth: Depth = 'matrix'): Promise<Found> {
  const engine = await openEngine();
  try {
    const reading = await readFleet(engine, paths, { depth, strict: false, smallBytes });
    const rows = await engine.rows<{ name: string }>('SELECT host_name AS name FROM host ORDER BY 1');
    return { ...reading, hosts: rows.map(({ name }) => name) };
  } finally {
    engine.close();
  }
}

/** Each bad line in a file of its own, between two good ones: name of the file to the reason. */
function badFiles(): Map<string, string> {
  const at = folder();
  return new Map(
    BAD.map(([, bad, reason], n) => {
      const lines = [`${good(2 * n)}\n`, bad, `\r\n${good(2 * n + 1)}`];
      return [file(`${n}.ndjson`, Buffer.concat(lines.map((one) => Buffer.from(one))), at), reason];
    }),
  );
}

const sorted = (bad: readonly Bad[]) => bad.toSorted((a, b) => a.file.localeCompare(b.file));
const expected = (files: ReadonlyMap<string, string>) =>
  sorted(
    [...files].map(([path, reason]) => ({ file: path, line: 3, reason: expect.stringContaining(reason) })),
  );

describe('a bad line', () => {
  it('is named with its place, and costs no other', async () => {
    const files = badFiles();
    const { stdout, stderr, exitCode } = await runCommand(FleetSummary, ...files.keys(), '--json');
    const { hosts, skipped } = JSON.parse(stdout);
    expect([exitCode, hosts, skipped.count]).toEqual([0, 2 * BAD.length, BAD.length]);
    expect(sorted(skipped.named)).toEqual(expected(files));
    const [{ file: first, reason }] = skipped.named;
    expect(stderr).toContain(`skipped ${first}, line 3: ${reason}\n`);
  });

  it.each(['summary', 'matrix'] as const)(
    'is named by %s where files are too large to be read together, too',
    async (depth) => {
      const files = badFiles();
      const { bad, hosts } = await read([...files.keys()], 0, depth);
      expect(sorted(bad.named)).toEqual(expected(files));
      expect(hosts).toHaveLength(2 * BAD.length);
    },
  );

  it.each(['cut', 'not UTF-8', 'too long', 'a key twice', 'no caller', 'a matrix of numbers'])(
    '%s ends all under --strict',
    async (name) => {
      const [path] = [...badFiles().keys()].filter((_, n) => BAD[n]?.[0] === name);
      const { exitCode, stdout, line: said } = await runCommand(FleetSummary, String(path), '--strict');
      expect([exitCode, stdout, said]).toEqual([65, '', expect.stringContaining(`${path}, line 3: `)]);
    },
  );

  it('of 10,000 is counted, each, beside as many good ones', async () => {
    let text = '';
    for (let n = 0; n < 5000; n++) {
      const [, bad] = BAD[n % BAD.length] as (typeof BAD)[number];
      if (typeof bad !== 'string' || bad.length > 10_000) text += `${good(n)}{"cut\n`;
      else text += `${good(n)}${bad}\n`;
    }
    const half = file('half.ndjson', text);
    const packed = file('half.ndjson.gz', gzipSync(text.replaceAll('good-', 'more-')));
    const { stdout, exitCode } = await runCommand(FleetSummary, half, packed, '--json');
    const { hosts, skipped } = JSON.parse(stdout);
    expect([exitCode, hosts, skipped.count, skipped.named.length]).toEqual([0, 10_000, 10_000, 10_000]);
  });
});

/**
 * What DuckDB reads whole has to be refused for each bad line alone: above, one that ends its statement has all files
 * read line by line.
 */
describe('DuckDB alone', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine();
    await engine.run(`${REPORT_TABLE}; ${SHAPE_TABLES}`);
  });
  afterAll(() => engine.close());

  it.each(BAD)('takes nothing of a file with %s', async (_, bad) => {
    const lines = [good(1), bad, `\n${good(2)}`];
    const path = file('f.ndjson', Buffer.concat(lines.map((one) => Buffer.from(one))));
    for (const depth of ['summary', 'matrix'] as const)
      expect(await takeFiles({ engine, depth, shapes: new Shapes(engine) }, [path])).toEqual([path]);
    expect(await engine.rows('FROM report')).toEqual([]);
  });
});

/** Each is a line that counts, however it looks. */
const ODD: readonly [string, string][] = [
  [
    'deep where nobody reads',
    json({ extra: 0 }).replace('"extra":0', `"extra":${'['.repeat(999)}${']'.repeat(999)}`),
  ],
  [
    'a key twice where nobody reads',
    json({ extra: 0 }).replace('"extra":0', '"extra":{"a":1,"a":2},"extra":3'),
  ],
  ['another zone', swap('2026-03-01T10:00:00.000Z', '2026-03-01T12:00:00+02:00')],
  ['microseconds', swap('2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.000999Z')],
  ['a whole number with a point', swap('"basePageBytes":4096', '"basePageBytes":4096.0')],
  ['a comma before a brace in a text', json({ extra: ', }' })],
  ['no tool', json({ tool: undefined })],
  ['no maps', json({ profiles: undefined, matrix: undefined, latency: undefined })],
  [
    'a figure that a later version adds',
    json({ latency: { wake: { n: 1, p50Ns: 1, p99Ns: 1, firstNs: 1, p75Ns: 1 } } }),
  ],
  ['spaces', json({}).replaceAll(',"', ' , "').replaceAll('":', '" : ')],
];

it.each(ODD)('a line with %s counts, whatever the size of the file', async (_, odd) => {
  const text = `${good(1)}${odd}\n`;
  const pages = await Promise.all(
    [0, 2 ** 20].map(async (smallBytes) => {
      const engine = await openEngine();
      const { bad } = await readFleet(engine, [file('f.ndjson', text)], {
        depth: 'matrix',
        strict: false,
        smallBytes,
      });
      const rows = await engine.rows(
        'SELECT * EXCLUDE (report, matrix, profiles) FROM host ORDER BY host_name',
      );
      engine.close();
      return { bad: bad.named, rows };
    }),
  );
  expect(pages[0]?.bad).toEqual([]);
  expect(pages[0]?.rows).toHaveLength(2);
  expect(pages[1]).toEqual(pages[0]);
});

it('a large file is read in parts, and a line and a document across two of them have their place', async () => {
  // Parts have 8 MiB: the document over many lines lies across the end of the first.
  const long = (name: string) => document({ name, extra: { x: 'x'.repeat(500_000) } });
  const on = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, n) => `${JSON.stringify(long(`h${from + n}`))}\n`);
  const pretty = `${JSON.stringify({ ...long('across'), y: 'y'.repeat(400_000) }, null, 2)}\n`;
  const [first, second, third, fourth] = [on(0, 16), on(16, 40), on(40, 60), on(60, 80)];
  const lines = [...first, pretty, ...second, '{"cut\n', ...third, 'null\n', ...fourth];
  const { bad, hosts } = await read([file('f.ndjson', lines.join(''))], 0);
  const more = pretty.split('\n').length - 2;
  expect(bad.named.map(({ line: number, reason }) => [number, reason])).toEqual([
    [16 + 1 + more + 24 + 1, 'not JSON'],
    [16 + 1 + more + 24 + 1 + 20 + 1, 'not a report'],
  ]);
  expect(hosts).toEqual(['across', ...Array.from({ length: 80 }, (_, n) => `h${n}`)].sort());
});

describe('a bad file', () => {
  it('that is cut keeps what stands before the cut', async () => {
    // Text that does not compress well, so that the cut falls behind some whole lines.
    const text = Array.from({ length: 200 }, (_, n) =>
      line({ name: `h${n}`, extra: { x: Math.sin(n).toString(36).repeat(9) } }),
    ).join('');
    const gzip = gzipSync(text);
    const plain = file('all.ndjson', text);
    execFileSync('zstd', ['-q', plain]);
    const zstd = readFileSync(`${plain}.zst`);
    for (const [name, bytes] of [
      ['a.gz', gzip],
      ['a.zst', zstd],
    ] as const) {
      const path = file(name, bytes.subarray(0, bytes.length - 20));
      const { documents, bad } = await read([path, file('ok.ndjson', good(1))], 0);
      expect([name, documents > 1, bad.count > 0, bad.named.every((one) => one.file === path)]).toEqual([
        name,
        true,
        true,
        true,
      ]);
    }
  });

  it.each(['PAR1 and nothing', '\x1f\x8b\x08 no gzip', '(\xb5/\xfd no zstd'])(
    '%j is named and left out',
    async (text) => {
      const path = file('f.bin', Buffer.from(text, 'latin1'));
      const { bad, hosts } = await read([path, file('ok.ndjson', good(1))], 0);
      expect([bad.count, bad.named[0]?.file, hosts]).toEqual([1, path, ['good-1']]);
    },
  );

  it('that is a bomb is left within bounded memory, and an honest line of 100 MB is passed over', async () => {
    const at = folder();
    const chunks = function* (megabytes: number, end: string) {
      const chunk = Buffer.alloc(2 ** 20, 'x');
      for (let n = 0; n < megabytes; n++) yield chunk;
      yield Buffer.from(end);
    };
    await pipeline(chunks(600, `\n${good(1)}`), createGzip(), createWriteStream(join(at, 'bomb.gz')));
    await pipeline(chunks(100, `\n${good(2)}`), createWriteStream(join(at, 'long.ndjson')));
    const script = `process.argv.splice(1, 0, 'run'); import(${JSON.stringify(RUN)}).finally(() => process.on('exit', () => process.stderr.write('RSS ' + process.resourceUsage().maxRSS)))`;
    const ran = spawnSync(
      process.execPath,
      ['-e', script, '--', 'fleet', 'summary', '--json', join(at, 'bomb.gz'), join(at, 'long.ndjson')],
      { encoding: 'utf8' },
    );
    const { hosts, skipped } = JSON.parse(ran.stdout);
    expect(hosts).toBe(1);
    expect(
      skipped.named.map(({ line: number, reason }: { line: number; reason: string }) => [number, reason]),
    ).toEqual([
      [1, 'no end of line within 256 MiB; the rest of the file was not read'],
      [1, 'longer than 1 MiB'],
    ]);
    expect(Number(/RSS (\d+)/.exec(ran.stderr)?.[1])).toBeLessThan(600 * 1024);
  });
});

describe('a directory', () => {
  it('has what is no file, or has a name of no text, passed over by name, and the rest read', async () => {
    const at = folder();
    file('ok.ndjson', good(1), at);
    mkdirSync(join(at, 'below', 'empty.json'), { recursive: true });
    file('more.ndjson', good(2), join(at, 'below'));
    symlinkSync('..', join(at, 'below', 'circle'));
    execFileSync('mkfifo', [join(at, 'fifo.json')]);
    symlinkSync('/dev/zero', join(at, 'device.json'));
    symlinkSync('nowhere', join(at, 'link.json'));
    const odd = Buffer.concat([Buffer.from(`${at}/odd-`), Buffer.from([0xff]), Buffer.from('.json')]);
    renameSync(file('x', good(3), at), odd);
    const { stdout, exitCode } = await runCommand(FleetSummary, at, '--json');
    const { hosts, skipped } = JSON.parse(stdout);
    expect([exitCode, hosts, skipped.count]).toEqual([0, 2, 4]);
    expect(skipped.named.map(({ file: name, reason }: Bad) => `${name}: ${reason}`).sort()).toEqual([
      `${at}/device.json: a device, not read`,
      `${at}/fifo.json: a FIFO, not read`,
      `${at}/link.json: no such file or directory`,
      `${at}/odd-\\xff.json: its name is not UTF-8`,
    ]);
    const strict = await runCommand(FleetSummary, at, '--strict');
    expect([strict.exitCode, strict.stdout]).toEqual([74, '']);
  });

  it.skipIf(!root)('of which a part is not for this user is read as far as it is (needs root)', async () => {
    const at = folder();
    chmodSync(at, 0o755);
    const closed = join(at, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const secret = file('secret.json', good(1), at);
    chmodSync(secret, 0o600);
    const path = file('ok.ndjson', good(2), at);
    for (const argv of [[at], [path, secret, closed]]) {
      const ran = spawnSync(process.execPath, [RUN, 'fleet', 'summary', '--json', ...argv], {
        uid: NOBODY,
        gid: NOBODY,
        encoding: 'utf8',
      });
      const { hosts, skipped } = JSON.parse(ran.stdout);
      expect([ran.status, hosts, skipped.count]).toEqual([0, 1, 2]);
      for (const name of [closed, secret])
        expect(ran.stderr).toContain(`hgm-probe: skipped ${name}: permission denied\n`);
    }
    const alone = spawnSync(process.execPath, [RUN, 'fleet', 'summary', secret], {
      uid: NOBODY,
      gid: NOBODY,
    });
    expect([alone.status, String(alone.stderr)]).toEqual([
      74,
      `hgm-probe: cannot read ${secret}: permission denied\n`,
    ]);
  });
});

describe('an argument', () => {
  it.each(['/dev/zero', '/dev/tty'])('%s that is a device is not opened', async (path) => {
    const alone = await runCommand(FleetSummary, path);
    expect([alone.exitCode, alone.line]).toEqual([74, `cannot read ${path}: a device, not read`]);
    const { stdout, stderr } = await runCommand(FleetSummary, path, file('f.ndjson', good(1)), '--json');
    expect(JSON.parse(stdout).hosts).toBe(1);
    expect(stderr).toContain(`skipped ${path}: a device, not read`);
  });

  it('that is gone is named, and the others are read', async () => {
    const gone = join(folder(), 'gone.json');
    const argv = [gone, file('f.ndjson', good(1))];
    const { stdout, exitCode } = await runCommand(FleetSummary, '--json', ...argv);
    const { hosts, skipped } = JSON.parse(stdout);
    expect([exitCode, hosts, skipped]).toEqual([
      0,
      1,
      { count: 1, named: [{ file: gone, line: null, reason: 'no such file or directory' }] },
    ]);
    expect((await runCommand(FleetSummary, '--strict', ...argv)).exitCode).toBe(74);
  });

  it('whose name is no text is named, and the others are read', async () => {
    const [at, path] = [folder(), file('f.ndjson', good(1))];
    const script = `cd "$1" && touch "$(printf 'odd-\\377.json')" && exec "$2" "$3" fleet summary --json * "$4"`;
    const ran = spawnSync('sh', ['-c', script, 'sh', at, process.execPath, RUN, path], { encoding: 'utf8' });
    expect([ran.status, JSON.parse(ran.stdout).hosts]).toEqual([0, 1]);
    expect(ran.stderr).toContain('its name is not UTF-8');
  });

  it('that is a FIFO is read, and Parquet from one is bounded by what is free (needs root)', (context) => {
    const at = folder();
    const path = file('f.ndjson', good(1));
    const script = `mount -t tmpfs -o size=2m tmpfs "$1" && export TMPDIR="$1" && shift &&
      "$@" <(cat "$FILE") && { { printf PAR1; head -c 3000000 /dev/zero; } | "$@" -; echo "$?"; ls -A "$TMPDIR"; }`;
    if (!root) return context.skip('mounting a small tmpfs needs root');
    const argv = ['-m', 'bash', '-c', script, 'bash', at, process.execPath, RUN, 'fleet', 'summary'];
    const ran = spawnSync('unshare', argv, { encoding: 'utf8', env: { ...process.env, FILE: path } });
    expect(ran.stderr).toBe(
      'hgm-probe: cannot read standard input: it takes more than half of what is free in TMPDIR; ' +
        'name files, which are read where they are\n',
    );
    expect(ran.stdout).toMatch(/^1 host\b/);
    expect(ran.stdout).toMatch(/\n74\n$/);
  });
});

describe('a stream', () => {
  const text = (count: number): string =>
    Array.from({ length: count }, (_, n) => `${JSON.stringify(JSON.parse(good(n)), null, 2)}\n`).join('');
  const broken = text(2500).replace('"name": "good-7"', '"name": "good-7",');

  it.each([
    ['one document a line', Array.from({ length: 12_000 }, (_, n) => good(n)).join(''), 12_000, 0],
    ['one over many lines each', text(12_000), 12_000, 0],
    ['packed by gzip', gzipSync(text(12_000)), 12_000, 0],
    ['with a bad one over many lines', broken, 2499, 1],
    ['without an end of line', good(1).trimEnd(), 1, 0],
    ['with too many ends', `${text(1).trimEnd()}}`, 0, 1],
    ['of nothing', '', 0, 0],
  ])('of documents, %s, is read once, and leaves room as it goes', (_, input, hosts, bad) => {
    const argv = [RUN, 'fleet', 'summary', '--json', '-'];
    const ran = spawnSync(process.execPath, argv, { input, encoding: 'utf8', maxBuffer: 2 ** 24 });
    const answer = JSON.parse(ran.stdout);
    expect([ran.status, answer.hosts, answer.skipped.count]).toEqual([0, hosts, bad]);
  });

  it('longer than what is free in TMPDIR is read (needs root)', (context) => {
    if (!root) return context.skip('mounting a small tmpfs needs root');
    const script = 'mount -t tmpfs -o size=10m tmpfs "$1" && export TMPDIR="$1" && shift && exec "$@"';
    const argv = ['-m', 'sh', '-c', script, 'sh', folder(), process.execPath, RUN, 'fleet', 'summary', '-'];
    const input = Array.from({ length: 25_000 }, (_, n) => good(n)).join('');
    expect(input.length).toBeGreaterThan(12 * 2 ** 20);
    const ran = spawnSync('unshare', argv, { input, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/^25,000 hosts\b/);
  });
});

describe('beside a writer', () => {
  it('that renames, cuts and removes files every answer is whole, and what is bad is named', async () => {
    const at = folder();
    const keep = 40;
    for (let n = 0; n < keep; n++) file(`keep-${n}.json`, good(n), at);
    const script = `const fs = require('node:fs');
      const at = process.argv[1]; const text = fs.readFileSync(at + '/keep-0.json', 'utf8');
      process.stdout.write('.');
      for (let n = 0; ; n++) {
        const path = at + '/x-' + (n % 20) + '.json';
        try {
          if (n % 4 === 0) { fs.writeFileSync(path + '.new', text.replaceAll('good-0', 'x-' + n % 20)); fs.renameSync(path + '.new', path); }
          if (n % 4 === 1) fs.writeFileSync(path, text.slice(0, 100 + n % 900));
          if (n % 4 === 2) fs.truncateSync(path, n % 50);
          if (n % 4 === 3) fs.rmSync(path, { force: true });
        } catch {}
      }`;
    const child = spawn(process.execPath, ['-e', script, at], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    for (let round = 0; round < 10; round++) {
      const { stdout, exitCode } = await runCommand(FleetSummary, '--json', at);
      const { hosts, documents, skipped } = JSON.parse(stdout);
      expect([exitCode, hosts >= keep, documents >= keep]).toEqual([0, true, true]);
      expect(skipped.named.filter(({ file: name }: Bad) => !name.includes('/x-'))).toEqual([]);
    }
  });
});

describe('memory and disk', () => {
  it('at an end are exit code 74, with the folder and what to set (needs root)', (context) => {
    if (!root) return context.skip('mounting a small tmpfs needs root');
    const [at, to] = [folder(), folder()];
    const path = file('f.ndjson', Array.from({ length: 1000 }, (_, n) => good(n)).join(''));
    const script = 'mount -t tmpfs -o size=256k tmpfs "$1" && export TMPDIR="$1" && shift && exec "$@"';
    const run = [process.execPath, RUN, 'fleet', 'export', '--to', to, path];
    const ran = spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', at, ...run], { encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([
      74,
      `hgm-probe: out of disk: what does not fit into memory is kept in ${at}; set TMPDIR to a folder with more room\n`,
    ]);
  });

  it.each(['summary', 'latency', 'matrix'] as const)(
    'of which there is too little is 74 to %s',
    async (depth) => {
      const engine = await openEngine();
      onTestFinished(() => engine.close());
      await engine.run("SET memory_limit = '12MiB'");
      const path = file('f.ndjson', Array.from({ length: 3000 }, (_, n) => good(n)).join(''));
      await expect(readFleet(engine, [path], { depth, strict: false })).rejects.toMatchObject({
        exitCode: 74,
        message: expect.stringMatching(
          /^out of memory: .* MiB and what was kept in .*; name fewer files at once, or set TMPDIR/,
        ),
      });
    },
  );

  it('of descriptors is no fault of a file', () => {
    const error = (code: string) => Object.assign(new Error(code), { code });
    expect(() => ofFile(error('EMFILE'), 'a.json')).toThrow(
      'cannot read a.json: too many open files; raise the limit of open files (ulimit -n) or of memory',
    );
    expect(ofFile(error('EACCES'), 'a.json')).toMatchObject({ code: 'EACCES' });
  });
});

describe('a name', () => {
  const EVIL = [
    '\u001b]0;evil\u0007\u001b[2J',
    '\u202egnp.exe',
    "'; DROP TABLE report; --",
    '=1+1',
    '<b>x</b>',
    '\u009b31m',
    'ＮＯＤＥ',
    '',
  ];

  it('of any kind is a host, and is not shown as it stands', async () => {
    const specs = EVIL.map((name, n) => ({ name, id: `${n}`.padStart(32, 'f'), kernel: name, cpu: name }));
    const path = file(
      "it's.ndjson",
      specs.map((spec) => line({ ...spec, matrix: { [spec.name]: { [spec.name]: spec.name } } })).join(''),
    );
    for (const argv of [[], ['--json']]) {
      for (const command of [FleetSummary, FleetMatrix]) {
        const { stdout, stderr, exitCode } = await runCommand(command, path, ...argv);
        expect([exitCode, stderr]).toEqual([0, '']);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        if (argv.length > 0 && command === FleetSummary) expect(JSON.parse(stdout).hosts).toBe(EVIL.length);
      }
    }
  });

  it('sorts and counts the same in every locale', () => {
    const path = file(
      'f.ndjson',
      ['ä', 'z', 'I', 'ı', '5'].map((name) => line({ name, kernel: name })).join(''),
    );
    const texts = ['C', 'tr_TR.UTF-8', 'de_DE.UTF-8', 'ar_EG.UTF-8'].map((locale) => {
      const env = { ...process.env, LC_ALL: locale, LANG: locale, TZ: 'Asia/Kolkata' };
      return spawnSync(process.execPath, [RUN, 'fleet', 'summary', path], { encoding: 'utf8', env }).stdout;
    });
    expect(texts[0]).toContain('5 hosts');
    expect(new Set(texts).size).toBe(1);
  });
});

/** A TMPDIR for one test. */
function ownTemporary(): string {
  const path = folder();
  chmodSync(path, 0o755);
  vi.stubEnv('TMPDIR', path);
  onTestFinished(() => void vi.unstubAllEnvs());
  return path;
}

/** Starts a script as nobody, and waits for what it says first. */
async function asNobody(script: string, ...argv: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', script, ...argv], {
    uid: NOBODY,
    gid: NOBODY,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

describe('the engine', () => {
  it('opens nothing but what it was given, and leaves nothing behind', async () => {
    const path = file('f.ndjson', good(1));
    const other = file('other.csv', 'a\n1\n');
    const temporary = ownTemporary();
    const engine = await openEngine();
    await readFleet(engine, [path], { depth: 'summary', strict: false });
    for (const sql of [
      `SELECT * FROM read_text('${other}')`,
      "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
      `COPY (SELECT 1) TO '${other}'`,
      'INSTALL httpfs',
      "SET memory_limit = '1TB'",
    ])
      await expect(engine.run(sql)).rejects.toThrow(/Permission Error|configuration/);
    expect(readdirSync(temporary)).toHaveLength(1);
    engine.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('killed outright in the midst of its work leaves nothing, neither in TMPDIR nor where it exports to', async () => {
    const at = folder();
    const [temporary, to] = [join(at, 'tmp'), join(at, 'out')];
    mkdirSync(temporary);
    // Standard input that does not end: the folder is there, and what was sent so far lies in it.
    const child = spawn(process.execPath, [RUN, 'fleet', 'export', '--to', to, '-'], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write(good(1));
    await vi.waitFor(() => expect(readdirSync(temporary)).toHaveLength(1), 20_000);
    expect(readdirSync(to)).toHaveLength(1);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect([...readdirSync(temporary), ...readdirSync(to)]).toEqual([]), 20_000);
  });

  it.skipIf(!root)('removes nothing that others have in TMPDIR, by whatever name (needs root)', async () => {
    const [mine, temporary] = [folder(), ownTemporary()];
    chmodSync(temporary, 0o1777);
    for (let n = 0; n < 20; n++) writeFileSync(join(mine, `${n}`), '');
    // Once these were taken for what a run that is gone had left; a swap of the folder for a link led to `mine`.
    const script = `const { mkdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } = require('node:fs');
      const [temporary, mine] = process.argv.slice(1);
      const at = temporary + '/hgm-probe-fleet-2147483647-';
      mkdirSync(at + 'stays'); writeFileSync(at + 'stays/file', '');
      process.stdout.write('.');
      for (;;) { mkdirSync(at + 'x'); rmdirSync(at + 'x'); symlinkSync(mine, at + 'x'); unlinkSync(at + 'x'); }`;
    const attacker = await asNobody(script, temporary, mine);
    for (let round = 0; round < 20; round++) (await openEngine()).close();
    attacker.kill('SIGKILL');
    expect(readdirSync(mine)).toHaveLength(20);
    expect(existsSync(join(temporary, 'hgm-probe-fleet-2147483647-stays', 'file'))).toBe(true);
  });

  it.skipIf(!root)(
    'stays in its folder where a stranger, who owns TMPDIR, moves it (needs root)',
    async () => {
      const [path, mine] = [file('f.ndjson', good(1)), folder()];
      const temporary = ownTemporary();
      chmodSync(mine, 0o755);
      chownSync(temporary, NOBODY, NOBODY);
      for (let n = 0; n < 20; n++) writeFileSync(join(mine, `in-${n}.ndjson`), '');
      const script = `const { readdirSync, renameSync, symlinkSync } = require('node:fs');
      const [temporary, mine] = process.argv.slice(1);
      process.chdir(temporary);
      process.stdout.write('.');
      for (let n = 0; ; n++)
        for (const one of readdirSync('.', { withFileTypes: true }))
          if (one.isDirectory() && one.name.startsWith('hgm')) try { renameSync(one.name, 'moved-' + n); symlinkSync(mine, one.name); } catch {}`;
      const attacker = await asNobody(script, temporary, mine);
      for (let round = 0; round < 10; round++) {
        // DuckDB may refuse a folder that is not where it was; what counts is where nothing happened.
        await read([path], 0).catch(() => {});
      }
      attacker.kill('SIGKILL');
      expect(readdirSync(mine)).toHaveLength(20);
      const moved = readdirSync(temporary).filter((name) => name.startsWith('moved'));
      expect(moved.length).toBeGreaterThan(0);
      for (const name of moved) expect(readdirSync(join(temporary, name))).toEqual([]);
    },
  );

  it.skipIf(!root)('is one of its own in each of many runs that are process 1 (needs root)', async () => {
    const at = folder();
    const [path, to, temporary] = [file('f.ndjson', good(1), at), join(at, 'out'), ownTemporary()];
    const ran = Array.from({ length: 4 }, () => {
      const argv = ['-pf', '--mount-proc', process.execPath, RUN, 'fleet', 'export', '--to', to, path];
      const child = spawn('unshare', argv, { stdio: ['ignore', 'ignore', 'inherit'] });
      return new Promise((resolve) => child.on('close', resolve));
    });
    expect(await Promise.all(ran)).toEqual([0, 0, 0, 0]);
    // It has no latency.
    expect(readdirSync(to).sort()).toEqual(['capability', 'host']);
    expect(readdirSync(join(to, 'host', readdirSync(join(to, 'host'))[0] as string))).toHaveLength(4);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.skipIf(!root)('exports through no link that a stranger put there (needs root)', async () => {
    const [at, mine] = [folder(), folder()];
    const to = join(at, 'out');
    mkdirSync(to);
    symlinkSync(mine, join(to, 'host'));
    chownSync(to, NOBODY, NOBODY);
    const { exitCode, line: said } = await runCommand(FleetExport, '--to', to, file('f.ndjson', good(1), at));
    expect([exitCode, said]).toEqual([
      74,
      expect.stringContaining(`${join(to, 'host')} is a link in a folder`),
    ]);
    expect(readdirSync(mine)).toEqual([]);
  });

  it('that is not installed is one line that says what to install', () => {
    const at = folder();
    const hook = file(
      'hook.mjs',
      `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent("export async function resolve(s, c, n) { if (s === '@duckdb/node-api') throw new Error('Cannot find package'); return n(s, c); }"));`,
      at,
    );
    const args = ['--import', hook, RUN, 'fleet', 'summary', file('f.ndjson', good(1), at)];
    const ran = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const { peerDependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect([ran.status, ran.stdout]).toEqual([64, '']);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.stderr).toContain(
      `npm install --global @duckdb/node-api@${peerDependencies['@duckdb/node-api']}`,
    );
  });

  it.each([
    [['nowhere.json'], 74, 'no such file'],
    [['nowhere*.json'], 64, 'no file matches'],
    [[''], 64, 'needs the name'],
  ])('says of %j what is wrong', async (argv, code, words) => {
    const { exitCode, line: said } = await runCommand(FleetSummary, ...argv);
    expect([exitCode, said]).toEqual([code, expect.stringContaining(words)]);
  });
});
