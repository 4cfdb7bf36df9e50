import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/capabilities/catalog.js';
import { failure } from '../../src/cli/failure.js';
import { PROFILE_NAMES } from '../../src/cli/profiles.js';
import { judge } from '../../src/document/index.js';
import { parseProfile } from '../../src/profiles/load.js';
import { needsOf } from '../../src/profiles/needs.js';
import { loadProfiles } from '../../src/profiles/own.js';
import { readRecording } from '../../src/recording/read.js';
import { referenceMarkdown } from '../../src/reporters/explain/reference.js';
import { findRows } from '../../src/require/rows.js';
import { capability, stockReport } from '../fixtures/report.js';
import { control, having, look, ok, run } from '../unit/judge/build.js';
import { STOCK } from '../unit/judge/stock.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
const profiles = await loadProfiles();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('there is one for each consumer', () => {
  const names = [
    'cloud-hypervisor-external-uffd',
    'cloud-hypervisor-postcopy',
    'cloud-hypervisor-postcopy-shared',
    'criu-lazy-pages',
    'criu-lazy-pages-noncoop',
    'criu-track-mem',
    'firecracker-restore',
    'hgm-postcopy',
    'kubevirt-thp-collapse',
    'minor-shmem',
    'qemu-background-snapshot',
    'qemu-fast-snapshot-load',
    'qemu-postcopy',
    'wasmtime-scan',
  ];
  expect(profiles.map(({ name }) => name)).toEqual(names);
  expect(PROFILE_NAMES, 'the names in the help texts').toEqual(names);
});

it('docs/capabilities.md is current; else run "npm run docs"', () => {
  expect(readFileSync(path('docs/capabilities.md'), 'utf8')).toBe(referenceMarkdown(CATALOG, profiles));
});

it('a capability knows who needs it, for everything or for something only', () => {
  const needs = (id: string) =>
    needsOf(id, null, profiles).map(({ profile, loses }) => `${profile}: ${loses}`);
  expect(needs('hgm')).toEqual(['hgm-postcopy: null']);
  expect(needs('feature.event_fork')).toEqual(['criu-lazy-pages-noncoop: null']);
  expect(needs('open.syscall')).toContain('qemu-postcopy: QEMU before 8.0');
  expect(needs('feature.rwp')).toEqual([]);
});

/**
 * From the needs of the consumers and the facts of the kernels, not from the tool: minor faults on shmem came with
 * 5.14, the device with 6.1; below 5.11 every user had the system call.
 */
describe('on real kernels', () => {
  const NOT_AS_NOBODY = 'not_ready';
  /** Where no page of any size is to be had, guests on hugetlb memory are lost; the run at 1G held a page of that. */
  const withPages = (name: string) => (name.endsWith('-empty') ? 'restricted' : 'ready');
  const EXPECTED: Record<string, Record<string, string>> = {
    '5.10-amd64-root-2M': {
      'cloud-hypervisor-external-uffd': 'restricted',
      'cloud-hypervisor-postcopy': 'ready',
      'cloud-hypervisor-postcopy-shared': 'not_ready',
      'criu-lazy-pages': 'ready',
      'criu-lazy-pages-noncoop': 'ready',
      'firecracker-restore': 'ready',
      'hgm-postcopy': 'not_ready',
      'kubevirt-thp-collapse': 'not_ready',
      'minor-shmem': 'not_ready',
      'qemu-background-snapshot': 'restricted',
      'qemu-fast-snapshot-load': 'ready',
      'qemu-postcopy': 'ready',
    },
    // No page of any size is to be had, so guests on hugetlb memory are lost.
    '5.10-amd64-nobody-empty': {
      'cloud-hypervisor-external-uffd': 'restricted',
      'cloud-hypervisor-postcopy': 'restricted',
      'cloud-hypervisor-postcopy-shared': 'not_ready',
      'criu-lazy-pages': 'ready',
      'criu-lazy-pages-noncoop': 'not_ready',
      'firecracker-restore': 'restricted',
      'hgm-postcopy': 'not_ready',
      'kubevirt-thp-collapse': 'not_ready',
      'minor-shmem': 'not_ready',
      'qemu-background-snapshot': 'restricted',
      'qemu-fast-snapshot-load': 'restricted',
      'qemu-postcopy': 'restricted',
    },
    ...Object.fromEntries(
      ['6.1-amd64-root-empty', '6.12-amd64-root-2M', '6.18-amd64-root-1G', '7.3-arm64-16k-root-2M'].map(
        (name) => [
          name,
          {
            // WP_UNPOPULATED came with 6.4, WP_ASYNC with 6.7.
            'cloud-hypervisor-external-uffd': name.startsWith('6.1-') ? 'restricted' : 'ready',
            'cloud-hypervisor-postcopy': withPages(name),
            // Recorded before anybody looked whether a page that is written through the file stays alone.
            'cloud-hypervisor-postcopy-shared': 'unknown',
            // CRIU before 4.1 starts on none since 6.13, Firecracker up to 1.7 refuses POISON's ioctl (6.6).
            'criu-lazy-pages': /^6\.12?-/.test(name) ? 'ready' : 'restricted',
            'criu-lazy-pages-noncoop': /^6\.12?-/.test(name) ? 'ready' : 'restricted',
            'firecracker-restore': 'restricted',
            'hgm-postcopy': 'not_ready',
            'kubevirt-thp-collapse': 'ready',
            'minor-shmem': 'ready',
            'qemu-background-snapshot': withPages(name),
            'qemu-fast-snapshot-load': withPages(name),
            'qemu-postcopy': withPages(name),
          },
        ],
      ),
    ),
    ...Object.fromEntries(
      ['6.1-amd64-nobody-2M', '7.3-amd64-nobody-empty'].map((name) => [
        name,
        {
          'cloud-hypervisor-external-uffd': NOT_AS_NOBODY,
          'cloud-hypervisor-postcopy': NOT_AS_NOBODY,
          'cloud-hypervisor-postcopy-shared': NOT_AS_NOBODY,
          'criu-lazy-pages': NOT_AS_NOBODY,
          'criu-lazy-pages-noncoop': NOT_AS_NOBODY,
          'firecracker-restore': NOT_AS_NOBODY,
          'hgm-postcopy': NOT_AS_NOBODY,
          // MADV_COLLAPSE (6.1) wants no right; virt-handler makes the call.
          'kubevirt-thp-collapse': 'ready',
          // Its own faults are served by a descriptor of user mode.
          'minor-shmem': 'restricted',
          'qemu-background-snapshot': NOT_AS_NOBODY,
          'qemu-fast-snapshot-load': NOT_AS_NOBODY,
          'qemu-postcopy': NOT_AS_NOBODY,
        },
      ]),
    ),
  };

  /** Recorded before anybody looked which pages were written. */
  const TRACKING = { 'criu-track-mem': 'unknown', 'wasmtime-scan': 'unknown' };

  it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const { observations } = await readRecording(createReadStream(path(`test/recordings/${name}.json.gz`)));
    const states = Object.entries(judge(observations, { profiles }).profiles).map(([key, { state }]) => [
      key,
      state,
    ]);
    expect(Object.fromEntries(states)).toEqual({ ...expected, ...TRACKING });
  });

  it('who tracks what was written needs the soft-dirty bit, or the scan, by what each names', () => {
    const told = (soft: number, own: number, kernelRelease = '6.12.57') => {
      const tracking = run(
        'tracking',
        [
          control('pagemap'),
          ok('soft_dirty', {}, 'test', 1),
          look('soft_dirty_effect', { changed: soft }),
          ok('scan_own'),
          look('scan_own_effect', { changed: own, read: 1 }),
        ],
        { memory: 'anonymous' },
      );
      const host = { ...STOCK.host, kernelRelease };
      const { profiles: found } = judge(having({ ...STOCK, host }, tracking), { profiles });
      return ['criu-track-mem', 'wasmtime-scan'].map((name) => found[name]?.state);
    };
    expect(told(1, 1)).toEqual(['ready', 'ready']);
    expect(told(1, 1, '6.18.5')).toEqual(['restricted', 'ready']);
    // Not built in, as on arm64.
    expect(told(0, 1)).toEqual(['not_ready', 'ready']);
    expect(told(1, 0)).toEqual(['ready', 'not_ready']);
  });

  it('says which versions of a consumer a newer kernel loses', async () => {
    const { observations } = await readRecording(
      createReadStream(path('test/recordings/6.18-amd64-root-2M.json.gz')),
    );
    const { profiles: found } = judge(observations, { profiles });
    expect(found['firecracker-restore']).toMatchObject({
      missing: ['poison.base:anonymous is absent'],
      reason: 'not for Firecracker up to 1.7: poison.base:anonymous is supported',
    });
    expect(found['criu-lazy-pages']?.reason).toMatch(
      /^not known for CRIU before 4\.1: kernel<6\.13 not older \(Linux 6\.18\./,
    );
  });

  it('names kernel and permission as what must change', () => {
    const stock = judge(STOCK, { profiles }).profiles;
    expect(stock['hgm-postcopy']).toMatchObject({ who: 'kernel_build', missing: ['hgm'] });
    expect(stock['qemu-postcopy']).toMatchObject({ state: 'ready', who: null, missing: [] });
  });
});

it('needs KVM where anybody looked for it: an emulator is restricted without, others are not ready', () => {
  const none = { inProcMisc: false, minor: null, parameters: {} };
  const of = (kvm: typeof none | null) => {
    const { profiles: found } = judge({ ...STOCK, settings: { ...STOCK.settings, kvm } }, { profiles });
    return (name: string) => found[name]?.state;
  };
  const [unseen, without] = [of(null), of(none)];
  for (const name of ['cloud-hypervisor-postcopy', 'firecracker-restore', 'qemu-postcopy'])
    expect(unseen(name)).not.toBe('not_ready');
  expect(['cloud-hypervisor-postcopy', 'firecracker-restore'].map(without)).toEqual([
    'not_ready',
    'not_ready',
  ]);
  expect(['qemu-postcopy', 'qemu-background-snapshot'].map(without)).toEqual(['restricted', 'restricted']);
  const { profiles: found } = judge({ ...STOCK, settings: { ...STOCK.settings, kvm: none } }, { profiles });
  expect(found['qemu-postcopy']).toMatchObject({
    reason: 'not for guests on KVM: kvm.open absent (not loaded)',
    who: 'os_configuration',
  });
});

it('rows of KVM that a stored report left out have the answer of /dev/kvm', () => {
  const stored = (state: 'not_permitted' | 'absent' | 'supported') =>
    findRows(
      { ...stockReport(), capabilities: [capability('kvm.open', null, state)] },
      'kvm.fault.base',
      'anonymous',
    );
  expect(stored('not_permitted')).toMatchObject({ rows: null, conclusive: true });
  expect(stored('absent')).toMatchObject({ rows: null, conclusive: true });
  expect(stored('supported')).toMatchObject({ rows: null, conclusive: false });
});

describe('--profiles DIR', () => {
  const own = { name: 'mine', title: 'Mine', consumer: 'me', sources: [{ what: 'me', date: '2026-01-02' }] };
  const write = (name: string, document: unknown): string => {
    const file = join(mkdtempSync(join(folder, 'd-')), name);
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    return join(file, '..');
  };

  it('adds one, and replaces one of the same name', async () => {
    const requires = [{ expr: 'hgm', why: 'because' }];
    const added = await loadProfiles(write('a.json', { ...own, requires }));
    expect(added.map(({ name }) => name)).toEqual([...profiles.map(({ name }) => name), 'mine']);
    const replaced = await loadProfiles(write('a.json', { ...own, name: 'qemu-postcopy', requires }));
    expect(replaced).toHaveLength(profiles.length);
    expect(replaced.find(({ name }) => name === 'qemu-postcopy')?.title).toBe('Mine');
  });

  it.each<[unknown, string]>([
    ['{"name": oops}', 'no JSON at line 1, column 10'],
    [{ ...own }, 'requires: '],
    [
      { ...own, name: 'A B', requires: [{ expr: 'hgm', why: 'x' }] },
      'name: lower-case letters, digits and hyphens',
    ],
    [{ ...own, requires: [] }, 'requires: '],
    [{ ...own, requires: [{ expr: 'hgm' }] }, 'requires.0.why: '],
    [{ ...own, sources: [], requires: [{ expr: 'hgm', why: 'x' }] }, 'sources: '],
    [{ ...own, requires: [{ expr: 'hgm', why: 'x', loses: 'y' }] }, 'requires.0: "loses" goes with'],
    [
      { ...own, requires: [{ expr: 'hgm', why: 'x', otherwise: 'restricted' }] },
      'requires.0: "loses" goes with',
    ],
    [{ ...own, moon: 1, requires: [{ expr: 'hgm', why: 'x' }] }, 'moon: '],
    [
      {
        ...own,
        requires: [
          { expr: 'hgm', why: 'x' },
          { expr: 'hgm andd', why: 'x' },
        ],
      },
      'requires.1.expr: expected',
    ],
    [
      { ...own, requires: [{ expr: 'profile:mine', why: 'x' }] },
      'requires.0.expr: unknown profile mine at column 1; none may stand here',
    ],
    [
      { ...own, requires: [{ expr: 'latency:continue.2M.p50<1s', why: 'x' }] },
      'requires.0.expr: a profile speaks of capabilities, not of latencies',
    ],
    [[], 'name: '],
    ['3', 'the document: '],
  ])('%j is refused with the place', async (document, why) => {
    const thrown = await thrownBy(() => loadProfiles(write('bad.json', document)));
    expect(thrown).toMatchObject({ exitCode: 65 });
    expect((thrown as Error).message).toMatch(/^bad profile \/.*\/bad\.json: /);
    expect((thrown as Error).message).toContain(`bad.json: ${why}`);
  });

  it('knows no two of one name', async () => {
    const document = { ...own, requires: [{ expr: 'hgm', why: 'x' }] };
    const where = write('a.json', document);
    writeFileSync(join(where, 'b.json'), JSON.stringify(document));
    expect(await thrownBy(() => loadProfiles(where))).toMatchObject({
      exitCode: 65,
      message: expect.stringContaining('name: mine is that of '),
    });
  });

  it('takes the example of docs/profiles.md', () => {
    const [, example] = /^```json\n(.*?)^```/ms.exec(readFileSync(path('docs/profiles.md'), 'utf8')) ?? [];
    const { name, requires } = parseProfile(String(example), 'example');
    expect([name, requires.map(({ otherwise }) => otherwise)]).toEqual([
      'my-handler',
      ['not_ready', 'not_ready', 'restricted'],
    ]);
  });

  it('is a folder that can be read', async () => {
    const file = join(write('a.json', ''), 'a.json');
    for (const where of [join(folder, 'none'), file])
      expect(await thrownBy(() => loadProfiles(where))).toMatchObject({ exitCode: 74 });
    const odd = write('a.txt', '');
    rmSync(join(odd, 'a.txt'));
    expect(await loadProfiles(odd)).toHaveLength(profiles.length);
  });

  it('names what is no file there, or cannot be read, and reads the rest', async () => {
    const where = write('a.json', { ...own, requires: [{ expr: 'hgm', why: 'because' }] });
    execFileSync('mkfifo', [join(where, 'fifo.json')]);
    mkdirSync(join(where, 'folder.json'));
    symlinkSync('/dev/zero', join(where, 'device.json'));
    symlinkSync('nowhere', join(where, 'link.json'));
    const odd = Buffer.concat([Buffer.from(`${where}/odd-`), Buffer.from([0xff]), Buffer.from('.json')]);
    execFileSync('mkfifo', [join(where, 'x.json')]);
    renameSync(join(where, 'x.json'), odd);
    const said: string[] = [];
    const all = await loadProfiles(where, (why) => said.push(why));
    expect(all.map(({ name }) => name)).toContain('mine');
    expect(said.sort()).toEqual([
      `passed over ${where}/device.json: a device, not read`,
      `passed over ${where}/fifo.json: a FIFO, not read`,
      `passed over ${where}/folder.json: a directory, not read`,
      `passed over ${where}/link.json: no such file or directory`,
      `passed over ${where}/odd-\\xff.json: a FIFO, not read`,
    ]);
  });

  it.skipIf(process.getuid?.() !== 0)('of which one is not for this user (needs root)', async () => {
    const where = write('a.json', { ...own, requires: [{ expr: 'hgm', why: 'because' }] });
    writeFileSync(join(where, 'b.json'), '{}', { mode: 0o600 });
    for (const open of [folder, where]) chmodSync(open, 0o755);
    const said: string[] = [];
    process.seteuid?.(65534);
    try {
      expect((await loadProfiles(where, (why) => said.push(why))).map(({ name }) => name)).toContain('mine');
    } finally {
      process.seteuid?.(0);
    }
    expect(said).toEqual([`passed over ${where}/b.json: permission denied`]);
  });

  it('bounds what it reads and what it says', async () => {
    const long = 'x'.repeat(200_000);
    const large = await thrownBy(() => loadProfiles(write('bad.json', `"${long}${long}"`)));
    expect((large as Error).message).toMatch(/bad\.json: larger than 256 KiB$/);
    const named = await thrownBy(() => loadProfiles(write('bad.json', { ...own, sources: long })));
    const { line, exitCode } = failure(named);
    expect([exitCode, String(line).length < 2100]).toEqual([65, true]);
  });

  it('a fault of our own is not one of the file', () => {
    expect(() => parseProfile(undefined as unknown as string, 'x')).toThrow();
  });
});

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
