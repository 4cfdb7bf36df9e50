/** The examples of docs/require.md, as they stand there; `hgm-probe` in PATH is the built tool, on a report of ours. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { have } from '../../scripts/lib/run.js';
import { judge } from '../../src/document/index.js';
import type { Report } from '../../src/report/contract.js';
import { STOCK } from '../unit/judge/stock.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const DOCS = readFileSync(path('docs/require.md'), 'utf8');
const examples = (language: string): string[] =>
  [...DOCS.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => String(text));

const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
const bin = join(folder, 'bin');

/** What `require profile:…` of the two profiles in the examples comes to. */
type Host = 'ready' | 'refused' | 'unclear';
const HOSTS: Record<Host, { says: string }> = {
  ready: { says: 'met: profile:qemu-postcopy: ready [as root]' },
  refused: {
    says: 'not met: profile:qemu-postcopy: not ready: kernel_faults not permitted (vm.unprivileged_userfaultfd) [as root]',
  },
  unclear: {
    says: 'cannot tell: profile:qemu-postcopy: not known: kernel_faults unknown (no descriptor) [as root]',
  },
};

function report(host: Host): Report {
  const stock = judge(STOCK);
  if (host === 'ready') return stock;
  const change = {
    refused: { state: 'not_permitted', gate: 'sysctl', reason: 'sysctl' },
    unclear: { state: 'unknown', reason: 'no_descriptor' },
  } as const;
  const rows = stock.capabilities.map((row) =>
    row.id === 'open.syscall' || row.id === 'kernel_faults' ? { ...row, ...change[host] } : row,
  );
  return { ...stock, capabilities: rows };
}

beforeAll(() => {
  mkdirSync(bin);
  for (const host of Object.keys(HOSTS) as Host[])
    writeFileSync(join(folder, `${host}.json`), JSON.stringify(report(host)));
  const wrapper = `#!/bin/sh\nexec '${process.execPath}' '${path('bin/run.js')}' "$@" --from "$REPORT" --allow-expired\n`;
  writeFileSync(join(bin, 'hgm-probe'), wrapper);
  chmodSync(join(bin, 'hgm-probe'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (host: Host | null, program: string, ...args: string[]) =>
  spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      LC_ALL: 'C.UTF-8',
      // A report that is not there: the question itself fails.
      REPORT: join(folder, `${host ?? 'none'}.json`),
    },
  });

describe('a shell', () => {
  const [script = ''] = examples('sh');

  it.each<[Host, string]>([
    ['ready', 'post-copy: yes'],
    ['refused', 'post-copy: no'],
    ['unclear', 'post-copy: not known'],
  ])('takes a host that is %s for "%s"', (host, line) => {
    const { stdout, status } = run(host, 'sh', '-euc', script);
    expect([status, stdout.trim().split('\n').at(-1)]).toEqual([0, line]);
    expect(stdout.split('\n')[0]).toBe(HOSTS[host].says);
  });

  it('fails where the question failed', () => {
    const { stderr, status } = run(null, 'sh', '-euc', script);
    expect(status).toBe(1);
    expect(stderr).toContain('cannot read');
  });
});

/** systemd.service(5): 0 goes on, 1 to 254 skip the unit, 255 fails it. */
const outcome = (status: number | null): string =>
  status === 0 ? 'started' : status !== null && status < 255 ? 'skipped' : 'failed';

describe('a unit of systemd', () => {
  const units = examples('ini');
  const condition = (unit: string): string => /^ExecCondition=(.*)$/m.exec(unit)?.[1] ?? '';

  it.each<[number, Host | null, string]>([
    [0, 'ready', 'started'],
    [0, 'refused', 'skipped'],
    [0, 'unclear', 'skipped'],
    [0, null, 'skipped'],
    [1, 'ready', 'started'],
    [1, 'refused', 'skipped'],
    [1, 'unclear', 'failed'],
    [1, null, 'failed'],
  ])('example %i on a host that is %s: %s', (index, host, expected) => {
    // The line as systemd reads it: $$ is a dollar, and quotes are those of a shell.
    const line = condition(units[index] ?? '')
      .replaceAll('$$', '$')
      .replace('/usr/bin/hgm-probe', 'hgm-probe');
    expect(outcome(run(host, 'sh', '-c', line).status)).toBe(expected);
  });

  it.skipIf(!have('systemd-analyze'))(
    'is taken by systemd-analyze verify (needs the package systemd)',
    () => {
      const root = join(folder, 'root');
      const at = (name: string) => join(root, name);
      for (const below of ['usr/bin', 'bin', 'etc/systemd/system']) mkdirSync(at(below), { recursive: true });
      for (const program of ['usr/bin/hgm-probe', 'usr/bin/restore-services', 'bin/sh'])
        copyFileSync('/bin/true', at(program));
      for (const target of ['sysinit', 'basic', 'shutdown'])
        writeFileSync(at(`etc/systemd/system/${target}.target`), '[Unit]\nDescription=A target\n');
      const verify = (name: string, unit: string) => {
        writeFileSync(at(`etc/systemd/system/${name}.service`), unit);
        return run('ready', 'systemd-analyze', 'verify', `--root=${root}`, `${name}.service`);
      };
      units.forEach((unit, index) => {
        const { stderr, status } = verify(`unit-${index}`, unit);
        expect([status, stderr]).toEqual([0, '']);
      });
      // And it does look.
      expect(verify('bad', String(units[0]).replace('ExecCondition', 'ExecConditio')).stderr).toContain(
        'ExecConditio',
      );
    },
  );
});

describe.skipIf(!have('ansible-playbook'))('a playbook of Ansible (needs the package ansible-core)', () => {
  it.each<[Host | null, number]>([
    ['ready', 0],
    ['refused', 2],
    ['unclear', 2],
    [null, 2],
  ])('on a host that is %s ends with %i', (host, code) => {
    const playbook = join(folder, 'playbook.yml');
    writeFileSync(playbook, examples('yaml')[0] ?? '');
    const { stdout, status } = run(host, 'ansible-playbook', '-i', 'localhost,', '-c', 'local', playbook);
    expect([status, stdout]).toEqual([code, expect.stringContaining('TASK [Ask whether QEMU can migrate')]);
    expect(stdout).toContain(host === null ? 'cannot read' : `"msg": "${HOSTS[host].says}"`);
  });
});
