import { describe, expect, it, vi } from 'vitest';
import Explain from '../../src/commands/explain.js';
import List from '../../src/commands/list.js';
import type { Profile } from '../../src/profiles/profile.js';
import { CATALOG } from '../fixtures/catalog.js';
import { runCommand } from './run.js';

vi.mock('../../src/capabilities/catalog.js', () => import('../fixtures/catalog.js'));

const term = {
  kind: 'capability',
  id: 'continue.base',
  memory: 'shmem',
  is: null,
  text: 'continue.base:shmem',
} as const;
const PROFILE: Profile = {
  name: 'some-consumer',
  title: 'Title of some-consumer',
  consumer: 'Whoever it is',
  users: [],
  sources: [{ what: 'a file', url: 'https://example.org/', date: '2026-01-02' }],
  requires: [
    { expr: 'continue.base:shmem', why: 'Why continue.base.', otherwise: 'not_ready', expression: term },
    {
      expr: 'hgm',
      why: 'Why hgm.',
      otherwise: 'restricted',
      loses: 'large guests',
      expression: {
        kind: 'not',
        term: { kind: 'granule', memory: null, granuleBytes: 4096, text: 'hgm@4K' },
      },
    },
  ],
};

vi.mock('../../src/profiles/own.js', () => ({ loadProfiles: () => [PROFILE] }));

describe('list', () => {
  it('names every capability once, aligned', async () => {
    const { stdout, stderr } = await runCommand(List);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(/\s+/)[0])).toEqual(CATALOG.map((info) => info.id));
    expect(new Set(lines.map((line) => line.search(/TITLE|Title/))).size).toBe(1);
    expect(stderr).toBe('');
  });

  it('gives five fields each as JSON', async () => {
    const rows = JSON.parse((await runCommand(List, '--json')).stdout);
    expect(rows[0]).toEqual({
      id: 'open.device',
      title: 'Title of open.device',
      since: '4.3',
      memories: 'none',
      sinceOn: { host: { x86_64: '4.3', aarch64: '4.3' } },
    });
    expect(rows).toHaveLength(CATALOG.length);
  });

  it('gives the earliest kernel, and one for each memory and architecture', async () => {
    const rows = JSON.parse((await runCommand(List, '--json')).stdout) as { id: string }[];
    expect(rows.find(({ id }) => id === 'register.wp')).toMatchObject({
      since: '5.7',
      sinceOn: {
        anonymous: { x86_64: '5.7', aarch64: '6.10' },
        shmem: { x86_64: '5.19', aarch64: '6.10' },
        hugetlb: { x86_64: null, aarch64: null },
      },
    });
  });
});

/** What is true of any host. */
const explain = (name: string, ...flags: string[]) => runCommand(Explain, name, '--no-probe', ...flags);

describe('explain', () => {
  it('answers every question about a capability', async () => {
    const { stdout } = await explain('continue.base');
    expect(stdout).toContain('continue.base: name of continue.base');
    expect(stdout).toContain('Title of continue.base. What continue.base is.');
    expect(stdout).toContain('Linux 4.3');
    expect(stdout).toContain('How continue.base is probed.');
    expect(stdout).toMatch(/absent {10}Hugetlb is mapped whole\./);
    expect(stdout).toMatch(/not permitted {3}this caller may not/);
    expect(stdout).toContain('some-consumer   Title of some-consumer\n');
  });

  it('says what to do, and that no mainline kernel has HGM', async () => {
    const { stdout } = await explain('hgm:hugetlb-512M');
    expect(stdout).toMatch(/^hgm:hugetlb-512M: name of hgm\n/);
    expect(stdout).toContain('no mainline kernel');
    expect(stdout).toContain('Run a kernel with the patches.');
    expect(stdout).toContain('some-consumer   Title of some-consumer; only for large guests\n');
  });

  it.each([
    [
      'register.wp:shmem',
      /Linux 5\.19; on arm64 Linux 6\.10\n/,
      /A kernel before 5\.19 \(arm64: 6\.10\) lacks it/,
    ],
    ['register.wp:hugetlb-2M', /no mainline kernel up to 7\.3\n/, /No mainline kernel up to 7\.3 has it\./],
    ['register.minor:anonymous', /this memory has no such thing\n/, /What to do\n {2}Nothing:/],
    [
      'register.wp',
      /anonymous: Linux 5\.7; on arm64 Linux 6\.10\. shmem: Linux 5\.19/,
      /On hugetlb no mainline kernel/,
    ],
  ])('%s has the words of its memory', async (name, since, advice) => {
    const { stdout } = await explain(name);
    expect(stdout).toMatch(since);
    expect(stdout).toMatch(advice);
    expect(stdout.includes('Of hugetlb.')).toBe(name.includes('hugetlb') || !name.includes(':'));
    expect(stdout.includes('--borrow')).toBe(name.includes('hugetlb') || !name.includes(':'));
  });

  it('who needs a row of one memory is not who needs another', async () => {
    expect((await explain('continue.base:anonymous')).stdout).toContain('no profile');
    expect((await explain('continue.base:shmem')).stdout).toContain('some-consumer');
  });

  it('knows a bit without a name', async () => {
    const { stdout } = await explain('feature.bit19');
    expect(stdout).toMatch(/^feature\.bit\*: /);
  });

  it.each([
    ['continue.bass', 'unknown capability continue.bass: did you mean continue.base'],
    ['profile:some-consume', 'unknown profile some-consume: did you mean some-consumer?'],
    ['some-consume', 'unknown capability some-consume: did you mean some-consumer?'],
    ['minor', 'did you mean register.minor?'],
    ['contnue', 'did you mean continue.base'],
    ['hgm:4G', 'hgm:4G names no memory of hgm'],
    ['zzzzzzzz', 'see hgm-probe list'],
    ['hgm:shmem', 'names no memory of hgm, which is a huge page size such as 2M or hugetlb-2M'],
    ['continue.base:hugetlb', 'which is anonymous, shmem or a huge page size such as 2M or hugetlb-2M'],
    ['kernel_faults:shmem', 'does not depend on memory: run hgm-probe explain kernel_faults'],
  ])('%s is a usage error', async (name, line) => {
    const ran = await explain(name);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
  });

  it.each(['some-consumer', 'profile:some-consumer'])('explains the profile %s', async (name) => {
    const { stdout } = await explain(name);
    expect(stdout).toMatch(/^profile:some-consumer: Title of some-consumer\n/);
    expect(stdout).toContain('continue.base:shmem\n    Why continue.base.');
    expect(stdout).toContain('hgm             For large guests. Why hgm.');
    expect(stdout).toContain('2026-01-02      a file: https://example.org/');
  });

  it.each([[['--all']], [['--all', '--format=markdown']]])('explains all: %j', async (flags) => {
    const { stdout } = await runCommand(Explain, ...flags);
    for (const { id, name } of [...CATALOG, { id: 'profile:some-consumer', name: PROFILE.title }])
      expect(stdout).toMatch(new RegExp(`^(### )?.?${id.replace('.', '\\.')}.?: ${name}$`, 'm'));
  });

  it('writes Markdown of one, too', async () => {
    const { stdout } = await explain('hgm', '--format=markdown');
    expect(stdout).toMatch(/^# `hgm`: name of hgm\n\n\*\*What it is\.\*\* Title of hgm\. What hgm is\.\n/);
    expect(stdout).toContain('- not permitted: this caller may not');
    expect(stdout).toContain('- `some-consumer`: Title of some-consumer; only for large guests');
  });

  it('lists by group what can be explained where no name is given', async () => {
    const { stdout } = await runCommand(Explain);
    expect(stdout).toMatch(/^Ways in\n {2}open\.device +name of open\.device\n/);
    expect(stdout).toMatch(/\nProfiles\n {2}some-consumer +Title of some-consumer\n/);
    expect(stdout).toMatch(/\n {2}way:hgm-1G +Guest memory on hugetlb pages of 1G, mapped in granules\n/);
    expect(stdout).toMatch(/\n.*hgm-probe explain NAME\n$/);
  });

  it.each([
    [['hgm', '--all'], 'explain takes one name, or --all and no name'],
    [['--all', '--as', 'nobody'], '--as is about one name; leave out --all'],
    [['--like-pid', '1'], '--like-pid is about one name; give a name, too'],
    [['hgm', '--no-probe', '--borrow', '1G'], '--borrow is for a run on this host; leave out --no-probe'],
    [['hgm', '--from', 'x', '--as', 'nobody'], '--as is for a run on this host; leave out --from'],
    [['hgm', '--from', 'x', '--no-probe'], 'cannot also be provided when using --no-probe'],
  ])('%j is no one thing', async (args, line) => {
    const ran = await runCommand(Explain, ...args);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
  });
});
