/** The first screen of real hosts, at the sizes of terminals that people have. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../src/reporters/table.js';
import { refusedReport } from '../fixtures/hosts.js';
import { stockReport, verdict } from '../fixtures/report.js';
import { HOSTS, reportOf } from './hosts.js';

const first = tableOf({ kind: 'first', again: 'hgm-probe' });
const SIZES = [40, 80, 120, 200].flatMap((width) => [24, 50].map((height) => ({ width, height })));

/** What is there to be copied is never broken. */
const isCommand = (line: string): boolean =>
  /^ {4}\S/.test(line) && /^(hgm-probe|setfacl|setpriv|sysctl|\/)/.test(line.trim());
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe.each(HOSTS)('%s', (host) => {
  it('is drawn as it was on each size', async () => {
    const report = await reportOf(host);
    const screens = SIZES.map(
      ({ width, height }) => `===== ${width} x ${height}\n${first(report, { width, height, colour: false })}`,
    );
    await expect(screens.join('\n')).toMatchFileSnapshot(`./golden/screen-${host}.txt`);
  });

  it('fits with its prompt, or says with its last line that it does not', async () => {
    const report = await reportOf(host);
    for (const { width, height } of SIZES) {
      const lines = linesOf(first(report, { width, height, colour: false }));
      const says = /lines, more than this screen has/.test(lines.slice(-3).join(' ').replace(/\s+/g, ' '));
      expect(says, `${width} x ${height}`).toBe(lines.length > height - 2);
      expect(lines.filter((line) => line.length > width && !isCommand(line))).toEqual([]);
    }
  });

  it('fits on 80 x 24', async () => {
    expect(
      linesOf(first(await reportOf(host), { width: 80, height: 24, colour: false })).length,
    ).toBeLessThanOrEqual(22);
  });

  it('says in colour what it says without', async () => {
    const report = await reportOf(host);
    const look = { width: 80, height: 24 };
    const coloured = first(report, { ...look, colour: true });
    await expect(coloured).toMatchFileSnapshot(`./golden/screen-${host}-colour.txt`);
    for (const size of SIZES) {
      const plain = first(report, { ...size, colour: false });
      expect(stripVTControlCharacters(first(report, { ...size, colour: true }))).toBe(plain);
    }
  });
});

const WIDE = { width: Number.POSITIVE_INFINITY, colour: true };

describe('what is odd', () => {
  const usual = stockReport({ timings: [] });
  const odd = (of: Partial<typeof usual>): string[] =>
    linesOf(first({ ...usual, ...of }, WIDE)).filter((line) => line.includes('Odd: '));

  it('is nothing on a usual host', () => expect(odd({})).toEqual([]));

  it('is a witness against the verdict, in red', () => {
    const drift = { id: 'kallsyms', says: 'on' as const, detail: 'hugetlb_hgm_walk', agrees: false };
    expect(odd({ witnesses: [drift] })).toEqual([
      '\u001b[31mOdd: kallsyms says on, against the verdict: hugetlb_hgm_walk\u001b[39m',
    ]);
  });

  it('is memory whose neighbours a handler would expose', async () => {
    const { ways } = await reportOf('root');
    const exposed = ways.map((way) => ({ ...way, aliasWrites: 'exposed' as const }));
    expect(odd({ ways: exposed.filter(({ id }) => id === 'shmem-thp') })[0]).toContain(
      'exposed memory: on shmem, THP a page',
    );
    const advised = ways.map((way) => ({ ...way, aliasWrites: 'exposed_if_advised' as const }));
    expect(odd({ ways: advised.filter(({ id }) => id === 'shmem-thp') })[0]).toContain(
      'on shmem, THP with MADV_HUGEPAGE',
    );
  });

  it('is what of another process could not be taken over, where that matters', () => {
    const left = [
      { layer: 'seccomp' as const, detail: 'mode 2', matters: true },
      { layer: 'lsm' as const, detail: 'x', matters: false },
    ];
    expect(odd({ ranAs: { ...usual.ranAs, notTakenOver: left } })).toEqual([
      '\u001b[33mOdd: not taken over: seccomp (mode 2); what depends on it is unknown\u001b[39m',
    ]);
  });

  it('is a feature bit that nobody knows', () => {
    expect(odd({ userfaultfd: { ...usual.userfaultfd, unnamedBits: [21] } })[0]).toContain(
      'what this version does not know, so it is newer or patched: feature bits 21\u001b',
    );
  });

  it('is a mode of REGISTER that nobody knows, and an ioctl that it allowed', () => {
    const api = { ...usual.userfaultfd, ioctlNames: ['bit11'], unnamedIoctls: [11, 13], unnamedModes: [5] };
    expect(odd({ userfaultfd: api })[0]).toContain(
      'patched: ioctl bits 11, 13; bits of modes of REGISTER 5\u001b',
    );
  });

  it('is an ioctl that nobody knows, in the same line', () => {
    const api = {
      ...usual.userfaultfd,
      unnamedBits: [21, 40],
      ioctlNames: ['API', 'bit11', 'SET_MODE', 'bit12'],
    };
    expect(odd({ userfaultfd: api })[0]).toContain('patched: feature bits 21, 40; ioctl bits 11, 12\u001b');
    expect(odd({ userfaultfd: { ...api, unnamedBits: [] } })[0]).toContain(
      'patched: ioctl bits 11, 12\u001b',
    );
  });
});

it('is drawn where nothing may be asked, as in a container, and in letters where a screen has no more', async () => {
  const look = { width: 80, height: 24, colour: false };
  const host = refusedReport();
  const refused = first({ ...host, ranAs: { ...host.ranAs, user: null } }, look);
  await expect(refused).toMatchFileSnapshot('./golden/screen-refused.txt');
  expect(linesOf(refused).length).toBeLessThanOrEqual(22);
  const letters = first(await reportOf('root'), { ...look, ascii: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line feed is one
  expect(letters).toMatch(/^[\x0a\x20-\x7e]*$/);
  expect(linesOf(letters).length).toBeLessThanOrEqual(22);
});

describe('where there is less to say', () => {
  it('has no block without a line', () => {
    const text = first(stockReport({ ways: [], profiles: {}, capabilities: [], timings: [] }), WIDE);
    expect(text).not.toMatch(/Instead of HGM|Ready for|What to do/);
  });

  it('is red where a consumer is not ready, and counts what is left to do', () => {
    const report = { ...stockReport(), profiles: { one: verdict('not_ready') } };
    expect(first(report, WIDE)).toContain('\u001b[31mnot ready\u001b[39m');
  });

  it('names no command where none can be typed as it was', () => {
    expect(tableOf({ kind: 'first', again: null })(stockReport(), WIDE)).toContain(
      'More: the same with --all;',
    );
  });
});

it('says in brief what refused a user, and nothing of what the kernel can do', async () => {
  const [faults] = linesOf(tableOf({ kind: 'brief' })(await reportOf('nobody'), WIDE));
  expect(faults).toBe(
    'HGM absent; faults of a base page for big guests: not permitted: mode of /dev/userfaultfd',
  );
});

it('has what to do in one order, the least first', async () => {
  const todo = tableOf({ kind: 'parts', parts: ['todo'] })(await reportOf('nobody'), WIDE);
  expect(todo.indexOf('setfacl')).toBeGreaterThan(0);
  expect(todo.indexOf('setfacl')).toBeLessThan(todo.indexOf('sysctl '));
});

it('is two lines if asked for in brief', async () => {
  const brief = tableOf({ kind: 'brief' });
  const lines = linesOf(brief(await reportOf('root'), WIDE));
  expect(lines).toEqual([
    'HGM absent; faults of a base page for big guests: shmem-thp or anonymous-thp',
    expect.stringMatching(/^as root: ready: .*; not ready: hgm-postcopy; can't tell: /),
  ]);
  const { ways: _, ...none } = stockReport({ profiles: {} });
  expect(linesOf(brief({ ...none, ways: [] }, WIDE))).toEqual([
    'HGM absent; faults of a base page for big guests: nothing seen to work',
    'as root: no profile was judged',
  ]);
});

it('draws the sections that are asked for, and says which the report has nothing of', () => {
  const text = tableOf({ kind: 'parts', parts: ['caller', 'pools'] })(stockReport(), WIDE);
  expect(text).toMatch(/^caller: this report has nothing of it\n\n\S*Pools and settings/);
});
