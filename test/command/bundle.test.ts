import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/lib/package/bundle.js';
import { LOAD } from '../../src/commands/load.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runProgram = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
};
const run = (...args: string[]) => runProgram(process.execPath, ...args);

/** What is packed, away from all that it was made of. */
describe('the bundle', () => {
  // Minutes, where others have the machine.
  beforeAll(() => bundle(folder), 300_000);
  const BUNDLE = join(folder, 'dist.bundle', 'hgm-probe.cjs');

  it.each([
    ['--version'],
    ['--help'],
    ['probe --help'],
    ['require --help'],
    ['list'],
    ['explain hgm --no-probe'],
    ['schema'],
    ['prob'],
    ['--jsn'],
    ['require nothing-like-it'],
    ['diff /nonexistent/a /nonexistent/b'],
  ])('answers %s as the checkout does', (args) => {
    const words = args.split(' ');
    expect(run(BUNDLE, ...words)).toEqual(run(join(ROOT, 'bin', 'run.js'), ...words));
  });

  it.each(Object.keys(LOAD).map((id) => id.replace(':', ' ')))('has %s', (command) => {
    const { status, stderr } = run(BUNDLE, ...command.split(' '), '--no-such-flag');
    expect([status, stderr]).toEqual([64, expect.stringMatching(/^hgm-probe: unknown flag --no-such-flag/)]);
  });

  it.each(['list', 'schema', 'bench --help', 'fleet summary --help'])('needs no home for %s', (words) => {
    const { status, stderr } = spawnSync(process.execPath, [BUNDLE, ...words.split(' ')], {
      env: {},
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('writes all of a text to a pipe that takes a part at a time', async () => {
    const words = ['explain', '--all', '--format', 'markdown'];
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const fd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    // Whoever starts a process gives it a descriptor that waits: this one it takes for itself.
    const hook = join(folder, 'own-stdout.cjs');
    writeFileSync(
      hook,
      `const { closeSync, constants, openSync } = require('node:fs');
       closeSync(1);
       openSync(${JSON.stringify(pipe)}, constants.O_WRONLY | constants.O_NONBLOCK);`,
    );
    const child = spawn(process.execPath, ['--require', hook, BUNDLE, ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const parts: Buffer[] = [];
    const take = () => {
      const part = Buffer.alloc(1 << 12);
      try {
        parts.push(part.subarray(0, readSync(fd, part)));
      } catch (error) {
        expect(error).toMatchObject({ code: 'EAGAIN' });
      }
    };
    const timer = setInterval(take, 1);
    expect(await once(child, 'exit')).toEqual([0, null]);
    clearInterval(timer);
    // A pipe holds 64 kB (pipe(7)).
    for (let at = 0; at < 16; at++) take();
    closeSync(fd);
    expect(Buffer.concat(parts).toString()).toBe(run(BUNDLE, ...words).stdout);
  });

  it('says in one line that its addon is not there', () => {
    const { status, stdout, stderr } = run(BUNDLE, '--json');
    expect([status, stdout]).toEqual([70, '']);
    expect(stderr).toMatch(/^hgm-probe: the native part does not load on .* install hgm-probe again.*\n$/);
  });

  it('reads three parts for the main job, and loads nothing of Node that others need', () => {
    symlinkSync(join(ROOT, 'native'), join(folder, 'native'));
    const hook = join(folder, 'hook.cjs');
    writeFileSync(
      hook,
      `const before = new Set(process.moduleLoadList);
       process.on('exit', () => {
         const more = process.moduleLoadList.filter((name) => !before.has(name));
         const parts = Object.keys(require.cache).filter((path) => path !== __filename);
         require('node:fs').writeSync(2, JSON.stringify({ more, parts }));
       });`,
    );
    const { status, stderr } = run('--require', hook, BUNDLE, '--json', '--no-latency');
    expect(status).toBe(0);
    const { more, parts }: { more: string[]; parts: string[] } = JSON.parse(stderr);
    expect(parts.map((path) => basename(path).replace(/-[\w-]{8}\.cjs$/, '')).sort()).toEqual([
      'hgm-probe.cjs',
      'probe',
      'rolldown-runtime',
      'start',
    ]);
    const others = ['child_process', 'crypto', 'net', 'perf_hooks', 'readline', 'tty', 'vm'];
    expect(more.filter((name) => others.includes(name.replace('NativeModule ', '')))).toEqual([]);
  });

  // script(1), of Debian's essential bsdutils, gives it one.
  it('shows its progress and the table on a terminal', () => {
    const { status, stdout } = runProgram(
      'script',
      '-qec',
      `${process.execPath} ${BUNDLE} --no-latency`,
      '/dev/null',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/probing[\s\S]*done[\s\S]*HGM:/);
  });
});
