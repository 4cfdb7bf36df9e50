/** Recordings of hgm-observe: files of another host, and whatever a stranger makes of such a file. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { InputError } from '../../src/input/error.js';
import type { Observations } from '../../src/observe/observations.js';
import { parseRecording } from '../../src/recording/read.js';

const HEAD = {
  observe: 1,
  version: '0.1.0',
  timeMs: 1_700_000_000_000,
  name: 'caf\u00c3\u00a9',
  arch: 'x86_64',
  release: '6.99-other',
  build: '#1 other',
  basePageBytes: 4096,
  user: 'o\u001bx',
  euid: 1234,
  egid: 99,
  borrow: 'auto',
  latency: false,
};
const MIB2 = 2 ** 21;
const THP = '/sys/kernel/mm/transparent_hugepage';
const POOL = '/sys/kernel/mm/hugepages/hugepages-2048kB';
const file = (path: string, text: string) => ({ file: path, text, cut: false });
const pool = (free: string) => [
  { folder: '/sys/kernel/mm/hugepages', names: ['hugepages-2048kB'] },
  { folder: POOL, names: ['free_hugepages'] },
  file(`${POOL}/free_hugepages`, `${free}\n`),
  file(`${POOL}/resv_hugepages`, '0\n'),
];
const plan = (number: number, experiment: string, more: object = {}) => ({
  plan: number,
  experiment,
  memory: 0,
  pageBytes: 0,
  dialect: 0,
  borrow: false,
  ...more,
});
const slot = (number: number, more: object = {}) => ({
  slot: number,
  end: 'done',
  signal: 0,
  calls: [],
  series: [],
  ...more,
});
const STOPPED = { stopped: 'nothing', step: 'none', errno: 0 };

const text = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const read = (...lines: object[]): Observations => parseRecording(text(HEAD, ...lines, STOPPED)).observations;

describe('a recording of hgm-observe', () => {
  it('has nothing of the host that reads it', () => {
    const seen = read(plan(0, 'caller'), slot(0));
    expect(seen.host).toEqual({
      id: null,
      name: 'café',
      arch: 'x86_64',
      basePageBytes: 4096,
      bootId: null,
      kernelRelease: '6.99-other',
      kernelBuild: '#1 other',
      cpuModel: null,
    });
    expect(seen.ranAs).toMatchObject({ user: 'o\\x1bx', euid: 1234, egid: 99, capabilities: null });
    expect(seen.settings).toMatchObject({ thp: null, deviceInProcMisc: null, deviceShown: null });
    expect(seen.layers).toMatchObject({ lsms: null, deviceCgroup: null, deviceMinor: null, outerUid: null });
    expect(seen.witnesses.symbols.map(({ readable }) => readable)).toEqual([false, false]);
    expect(seen.witnesses).toMatchObject({ kconfig: { path: null }, smapsPteMapped: null });
    expect(seen.collectedAt).toBe('2023-11-14T22:13:20.000Z');
    expect([seen.poolsBefore, seen.borrows]).toEqual([[], []]);
  });

  it('has the files that were found, byte for byte', () => {
    const seen = read(
      file('/proc/misc', '126 userfaultfd\n'),
      file('/proc/kallsyms', '0 T _stext\n0 t hugetlb_collapse\n'),
      file('/boot/config-6.99-other', 'CONFIG_64BIT=y\nCONFIG_USERFAULTFD=y\n'),
      file('/proc/self/uid_map', '0 100000 65536\n'),
      file('/proc/self/attr/current', '\u00ff\u0000'),
      file('/proc/self/cgroup', '0::/a\n'),
      file('/proc/self/mountinfo', '31 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n'),
      { devicePrograms: '/cg/a', count: 2 },
      { file: '/sys/kernel/vm/hugepages/hgm', errno: 13 },
      { link: '/proc/self/ns/user', to: 'user:[4026531837]' },
      { something: 'that a later version has' },
      { folder: THP, names: ['enabled', 'hugepages-64kB', 'hugepages-8kB'] },
      file(`${THP}/hugepages-64kB/enabled`, '[always] inherit madvise never\n'),
      { file: `${THP}/hugepages-8kB/enabled`, errno: 2 },
      file('/proc/cmdline', 'hugepagesz=1G\nhugepages=2\n'),
      plan(0, 'caller'),
      slot(0),
    );
    expect(seen.settings.deviceInProcMisc).toBe(true);
    expect(seen.settings).toMatchObject({
      thpSizes: [
        { pageBytes: 8192, enabled: null, shmem: null },
        { pageBytes: 65536, enabled: 'always', shmem: null },
      ],
      bootParameters: ['hugepagesz=1G', 'hugepages=2'],
    });
    expect(seen.layers).toMatchObject({
      deviceMinor: 126,
      outerUid: 101234,
      deviceCgroup: { version: 2, path: '/a', devices: 'limited' },
    });
    expect(seen.ranAs).toMatchObject({ initialUserNamespace: true, lsmLabel: '\\xff' });
    expect(seen.witnesses.symbols[1]).toMatchObject({ readable: true, compiledIn: ['hugetlb_collapse'] });
    expect(seen.witnesses.kconfig).toMatchObject({ path: '/boot/config-6.99-other', userfaultfd: 'y' });
    expect(seen.witnesses.hgmFiles.map(({ errno }) => errno)).toEqual(['EACCES', 'ENODATA']);
  });

  it('tells of the pools before and after, and of the page that was lent', () => {
    const lent = plan(0, 'hgm_proof', { memory: 3, pageBytes: MIB2, dialect: 2, borrow: true });
    const seen = read(...pool('8'), lent, slot(0), file(`${POOL}/free_hugepages`, '7\n'));
    expect(seen.poolsBefore[0]).toMatchObject({ pageBytes: MIB2, free: 8, reserved: 0, demote: false });
    expect(seen.poolsAfter[0]).toMatchObject({ free: 7, reserved: 0 });
    expect(seen.borrows).toEqual([{ pageBytes: MIB2, decision: 'taken' }]);
    expect(seen.experiments[0]).toMatchObject({ memory: 'hugetlb-2M', pageBytes: MIB2, dialect: 'rfc-v2' });
    // What the program did counts, not what it could have done.
    expect(read(...pool('8'), plan(0, 'caller'), slot(0)).borrows[0]?.decision).toBe('too_few_free');
    expect(read(...pool('0'), lent, slot(0)).borrows[0]?.decision).toBe('taken');
    expect(read(...pool('2'), plan(0, 'caller'), slot(0)).borrows[0]?.decision).toBe('too_few_free');
  });

  it('knows an experiment that was not run, and is judged', () => {
    const seen = read(plan(0, 'caller'), plan(1, 'ways'), slot(1, { end: 'signal', signal: 31 }));
    expect(seen.experiments.map(({ end, signal }) => [end, signal])).toEqual([
      ['not_run', null],
      ['signal', 'SIGSYS'],
    ]);
    expect(judge(seen).hgm.state).toBe('unknown');
  });
});

describe('damage', () => {
  const whole = [plan(0, 'caller'), slot(0), STOPPED];
  it.each<[string, string, RegExp]>([
    ['a head of a later version', text({ ...HEAD, observe: 2 }, ...whole), /^line 1: observe: expected 1/],
    ['a head without its time', text({ ...HEAD, timeMs: undefined }, ...whole), /^line 1: timeMs: missing/],
    ['a time that is none', text({ ...HEAD, timeMs: 1e17 }, ...whole), /^line 1: timeMs/],
    ['no JSON', `${text(HEAD)}plan\n${text(...whole)}`, /^line 2: no JSON/],
    ['a list', `${text(HEAD)}[]\n${text(...whole)}`, /^line 2: no object/],
    ['a character that is no byte', text(HEAD, file('/a', '\u0100'), ...whole), /^line 2: /],
    ['a path that is none', text(HEAD, file('a', ''), ...whole), /^line 2: /],
    ['an errno that is none', text(HEAD, { file: '/a', errno: 0 }, ...whole), /^line 2: /],
    ['a plan out of its order', text(HEAD, plan(1, 'caller'), ...whole), /^line 2: a plan out of its order/],
    ['a memory that there is not', text(HEAD, plan(0, 'copy', { memory: 4 })), /^line 2: memory/],
    ['a page of no size', text(HEAD, plan(0, 'copy', { memory: 3 }), slot(0), STOPPED), /pageBytes/],
    ['a result without a plan', text(HEAD, plan(0, 'ways'), slot(1)), /^line 3: a count that is none/],
    ['a result twice', text(HEAD, plan(0, 'ways'), slot(0), slot(0)), /^line 4: an experiment twice/],
    ['an end that is none', text(HEAD, plan(0, 'ways'), slot(0, { end: 'well' })), /^line 3: a word/],
    ['a line after the last', text(HEAD, ...whole, plan(1, 'ways')), /^line 5: a line after the last/],
    ['no end', text(HEAD, plan(0, 'ways')), /^it ends early, at line 3/],
    ['a cut line', text(HEAD, ...whole).slice(0, -9), /^it ends early, at line 4/],
    ['nothing but a beginning', '{"observe":', /^line 1: no JSON/],
  ])('%s is refused with its place', (_, given, message) => {
    expect(() => parseRecording(given)).toThrow(InputError);
    expect(() => parseRecording(given)).toThrow(message);
  });
});
