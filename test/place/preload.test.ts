/** Libraries that somebody has put in front of all others: the same report. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { reportOf, TOOL } from '../layers/machine.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

function hook(): string {
  const library = join(HERE, 'build', 'hook.so');
  mkdirSync(join(HERE, 'build'), { recursive: true });
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-o', library, join(HERE, 'hook.c')]);
  return library;
}

/** Below the folder of this machine's architecture. */
const installed = (name: string): string | undefined =>
  readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, name))
    .find((path) => existsSync(path));

const LIBRARIES = [
  ['faketime', () => installed('faketime/libfaketimeMT.so.1')],
  ['jemalloc', () => installed('libjemalloc.so.2')],
  ['a hook of close()', hook],
] as const;

/** All that the kernel was asked; times and what is free meanwhile are another run's. */
const said = ({ capabilities, hgm }: Report): unknown => ({
  rows: capabilities.map(({ id, memory, state, reason, gate }) =>
    [id, memory, state, reason, gate].join(' '),
  ),
  hgm,
});

it.for(LIBRARIES)('%s', ([name, find], { skip }) => {
  const library = find();
  if (library === undefined) return skip(`${name} is not installed`);
  expect(said(reportOf(['env', `LD_PRELOAD=${library}`, ...TOOL]))).toEqual(said(reportOf(TOOL)));
});
