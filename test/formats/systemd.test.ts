/** The units, by systemd's own judgement; and that the filter lets the run do all it does. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, must, ROOT, RUN, run } from './run.js';

const UNITS = join(ROOT, 'packaging', 'systemd');
const SERVICE = readFileSync(join(UNITS, 'hgm-probe.service'), 'utf8');
/** For a user that is named after the @. */
const AS_USER = readFileSync(join(UNITS, 'hgm-probe-as@.service'), 'utf8');
const setting = (name: string, unit = SERVICE): string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

/** The most that systemd-analyze may say; it goes from 0 to 10. */
const MOST_EXPOSURE = 3.0;

/** What takes from root all but the one capability of the service; a user has none of them. */
const AS_SERVICE =
  process.geteuid?.() === 0 ? ['setpriv', '--bounding-set=-all,+sys_ptrace', '--no-new-privs'] : [];

const root = folder();

const NAMES = readdirSync(UNITS);
/** A template is looked at as one that was made of it. */
const instance = (name: string): string => name.replace('@', '@nobody');

/** Verifies copies of both units, where the command is one that is there: verify looks for it. */
function verify(unit: string, change: (text: string) => string = (text) => text): [number | null, string] {
  const command = join(root, 'hgm-probe');
  writeFileSync(command, '#!/bin/sh\n', { mode: 0o755 });
  for (const name of NAMES) {
    const text = readFileSync(join(UNITS, name), 'utf8').replace('/usr/bin/hgm-probe', command);
    writeFileSync(join(root, name), name === unit ? change(text) : text);
  }
  const { status, stdout, stderr } = run('systemd-analyze', [
    'verify',
    '--man=no',
    join(root, instance(unit)),
  ]);
  return [status, stdout + stderr];
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('systemd-analyze', () => {
  it.each(NAMES)('verify has nothing to say of %s', (unit) => {
    expect(verify(unit)).toEqual([0, '']);
    // And would have: a setting that is none.
    expect(
      verify(unit, (text) => text.replace(/^(\[(?:Service|Timer)\])$/m, '$1\nHardened=yes'))[1],
    ).toContain('Hardened');
  });

  it.each(NAMES.filter((name) => name.endsWith('.service')))(
    `security of %s is under ${MOST_EXPOSURE}`,
    (name) => {
      const file = join(root, instance(name));
      writeFileSync(file, readFileSync(join(UNITS, name)));
      const out = must('systemd-analyze', ['security', '--offline=yes', '--no-pager', file]);
      const exposure = Number(/exposure level for [^:]+: ([\d.]+)/.exec(out)?.[1]);
      console.log(`systemd-analyze security: ${name} ${exposure}`);
      expect(exposure).toBeLessThan(MOST_EXPOSURE);
    },
  );
});

/** Made here, where no filter stands, and not in the service: native/observe/entry/caller.cc asks for the mode first. */
const ONLY_WITHOUT_A_FILTER = new Set(['landlock_create_ruleset']);

/** What the two services have in common: all that is not about whom they ask for and where they write. */
it('the unit for a user is as closed as that of root, but for becoming that user', () => {
  const own =
    /^(?:Description|EnvironmentFile|ExecStart|StateDirectory|RuntimeDirectory|ReadWritePaths|CapabilityBoundingSet|SystemCallFilter)=/;
  const settings = (unit: string) => unit.split('\n').filter((line) => /^\w+=/.test(line) && !own.test(line));
  expect(settings(AS_USER)).toEqual(settings(SERVICE));
  expect(setting('CapabilityBoundingSet', AS_USER)).toEqual([
    `${setting('CapabilityBoundingSet')} CAP_SETUID CAP_SETGID`,
  ]);
});

describe('the filter', () => {
  const sets = new Map<string, string[]>();

  beforeAll(() => {
    let name = '';
    for (const line of must('systemd-analyze', ['syscall-filter', '--no-pager']).split('\n')) {
      const word = line.trim();
      if (/^@/.test(line)) {
        name = word;
        sets.set(name, []);
      } else if (word !== '' && !word.startsWith('#')) sets.get(name)?.push(word);
    }
  });

  const calls = (word: string): string[] =>
    word.startsWith('@') ? (sets.get(word) ?? []).flatMap(calls) : [word];

  function allowed(unit = SERVICE): Set<string> {
    const left = new Set<string>();
    for (const line of setting('SystemCallFilter', unit)) {
      const words = line.replace(/^~/, '').split(' ').flatMap(calls);
      for (const word of words) line.startsWith('~') ? left.delete(word) : left.add(word);
    }
    return left;
  }

  it('lets a run make every call that it makes, but those that the kernel answers as the filter does', () => {
    const file = join(root, 'trace');
    const args = ['publish', '--to', `json=${join(root, 'report.json')}`];
    must('env', [...AS_SERVICE, 'strace', '-f', '-qq', '-o', file, process.execPath, RUN, ...args]);
    const trace = readFileSync(file, 'utf8');
    const made = new Set([...trace.matchAll(/^\d+ +([a-z_0-9]+)\(/gm)].map(([, name = '']) => name));
    expect(made.size).toBeGreaterThan(30);
    const answers = (name: string) =>
      [...trace.matchAll(new RegExp(`[ .](?:${name}\\(| ${name} resumed).* = (.*)`, 'g'))].map(
        ([, answer = '']) => answer.split(' (')[0],
      );
    const refused = [...made].filter((name) => !allowed().has(name) && !ONLY_WITHOUT_A_FILTER.has(name));
    // bpf: the query for the programs of a device cgroup needs CAP_NET_ADMIN (kernel/bpf/syscall.c).
    expect(refused).toEqual(['bpf']);
    expect(setting('SystemCallErrorNumber')).toEqual(['EPERM']);
    expect(new Set(answers('bpf'))).toEqual(new Set(['-1 EPERM']));
  });

  it('of the unit for a user lets a run in its place make every call that it makes', () => {
    if (process.geteuid?.() !== 0) return console.log('not root: nobody else can be looked as');
    const capabilities = setting('CapabilityBoundingSet', AS_USER).join(' ').split(' ');
    const kept = capabilities.map((name) => `+${name.replace('CAP_', '').toLowerCase()}`);
    const limited = ['setpriv', `--bounding-set=-all,${kept.join(',')}`, '--no-new-privs'];
    const file = join(root, 'trace-as');
    const report = join(root, 'report-as.json');
    const args = ['publish', '--as', 'nobody', '--to', `json=${report}`];
    must('env', [...limited, 'strace', '-f', '-qq', '-o', file, process.execPath, RUN, ...args]);
    expect(JSON.parse(readFileSync(report, 'utf8')).ranAs).toMatchObject({
      user: 'nobody',
      capabilities: '0x0',
    });
    const trace = readFileSync(file, 'utf8');
    const made = new Set([...trace.matchAll(/^\d+ +([a-z_0-9]+)\(/gm)].map(([, name = '']) => name));
    expect(made).toContain('setresuid');
    const refused = [...made].filter(
      (name) => !allowed(AS_USER).has(name) && !ONLY_WITHOUT_A_FILTER.has(name),
    );
    // What keeps a keyring out of the place, and goes on without: native/process/identity.cc.
    expect(refused.sort()).toEqual(['bpf', 'keyctl']);
    expect([...made].filter((name) => !allowed().has(name))).toContain('setresuid');
  });

  it('lets nobody change the clock, load a module or mount', () => {
    for (const name of ['settimeofday', 'init_module', 'mount', 'reboot', 'setuid', 'bpf'])
      expect([name, allowed().has(name)]).toEqual([name, false]);
  });
});

it('the one capability of the service is enough for what root is told', () => {
  const told = (...args: string[]) =>
    JSON.parse(must('env', [...args, process.execPath, RUN, '--json', '--no-latency']));
  const all = told();
  if (all.ranAs.euid !== 0) return console.log('not root: what root is told is not compared');
  expect(setting('CapabilityBoundingSet')).toEqual(['CAP_SYS_PTRACE']);
  const one = told(...AS_SERVICE);
  expect(BigInt(one.ranAs.capabilities)).toBe(1n << 19n);
  expect(one.matrix).toEqual(all.matrix);
});
