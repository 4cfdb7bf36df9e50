/**
 * What a run opens, executes and connects to, as strace sees it: nothing that is not in golden/files.txt. A line there
 * that this host gives no occasion for is none here. `UPDATE_FILES=1` adds what is new to the list, to be looked at.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { start, TOOL } from '../layers/machine.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const GOLDEN = fileURLToPath(new URL('golden/files.txt', import.meta.url));
const CALLS = 'open,openat,openat2,execve,execveat,connect,bind,memfd_create';
const why =
  spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? null : 'no strace that may trace';

/** What Node and the C library read of their own accord, at whatever time. */
const OF_NODE =
  /^\S+ (ROOT\/(dist|node_modules|package\.json|bin)|\/lib|\/usr\/lib|\/etc\/(ssl|ld\.so|localtime|nsswitch|passwd|group)|\/sys\/fs\/cgroup\/(unified|memory\/|cpu)|\/var\/run\/nscd|\/proc\/meminfo|\/dev\/(urandom|tty))/;

/** `open PATH` and `write PATH`, `exec`, `connect` and `bind` with all that they are given. */
function lineOf(call: string): string | null {
  const [, name = '', rest = ''] = /^(\w+)\((.*)\) += /.exec(call) ?? [];
  const path = /"([^"]*)"/.exec(rest)?.[1] ?? '';
  if (name === 'memfd_create') return `memory ${path}`;
  if (name === 'connect' || name === 'bind') return `${name} ${rest.replace(/^\d+, /, '')}`;
  if (name.startsWith('exec')) return `exec ${path === '' ? (/\[.*?\]/.exec(rest)?.[0] ?? '') : path}`;
  if (!name.startsWith('open')) return null;
  return `${/O_RDWR|O_WRONLY|O_CREAT/.test(rest) ? 'write' : 'open'} ${path}`;
}

const normal = (line: string): string =>
  line
    .replaceAll(ROOT, 'ROOT')
    .replaceAll(process.execPath, 'NODE')
    .replace(/^(open|exec) .*\/node$/, '$1 NODE')
    .replace(/hugepages-\d+kB/, 'hugepages-SIZE')
    .replace(/node\/node\d+/, 'node/nodeN')
    .replace(/self\/(fd|fdinfo)\/\d+/, 'self/$1/N')
    .replace(/\/proc\/\d+\//, '/proc/PID/')
    .replace(/profiles\/[\w-]+\.json/, 'profiles/NAME.json')
    .replace(/sys\/fs\/cgroup\/.*\/([^/]+)$/, 'sys/fs/cgroup/GROUP/$1')
    .replace(/(config|System\.map)-[^"/ ]+$/, '$1-RELEASE');

/** Each process in a file of its own, so that no call is cut in two by another's. */
function trace(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-strace-'));
  try {
    const options = [
      '-ff',
      '-qq',
      '-e',
      'signal=none',
      '-e',
      `trace=${CALLS}`,
      '-s',
      '256',
      '-o',
      join(folder, 't'),
    ];
    const { status, stderr } = start(['strace', ...options, ...TOOL, '--json']);
    expect([status, stderr]).toEqual([0, '']);
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    return texts.flatMap((text) => text.split('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it.skipIf(why !== null)(`opens nothing but what is known${why === null ? '' : ` (${why})`}`, () => {
  const seen = trace()
    .flatMap((call) => lineOf(call) ?? [])
    .map(normal)
    .filter((line) => !OF_NODE.test(line));
  const known = readFileSync(GOLDEN, 'utf8').split('\n').filter(Boolean);
  if (process.env.UPDATE_FILES === '1')
    writeFileSync(
      GOLDEN,
      [...new Set([...known, ...seen])]
        .sort()
        .map((line) => `${line}\n`)
        .join(''),
    );
  else expect([...new Set(seen)].filter((line) => !known.includes(line)).sort()).toEqual([]);
  expect(seen.filter((line) => line.startsWith('exec '))).toEqual([
    'exec NODE',
    'exec ["hgm-observe", "--request"]',
  ]);
});
