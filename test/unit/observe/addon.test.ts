import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { failure } from '../../../src/cli/failure.js';
import { loadAddon } from '../../../src/observe/program/addon.js';
import { libcIn } from '../../../src/observe/program/libc.js';

const place = vi.hoisted(() => ({ root: '', single: false }));
vi.mock('../../../src/shipped.js', () => ({
  get ROOT() {
    return place.root;
  },
  addonFolders: () => [join(place.root, 'prebuilds')],
}));
vi.mock('../../../src/observe/program/embedded.js', async (original) => ({
  ...(await original<typeof import('../../../src/observe/program/embedded.js')>()),
  embeddedAddon: () => (place.single ? new Uint8Array(124_752) : null),
  embeddedPlaces: () => [place.root],
}));

const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-addon-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  place.root = mkdtempSync(join(folder, 'root-'));
  place.single = false;
});

function line(): string | null {
  try {
    loadAddon();
  } catch (error) {
    expect(failure(error).exitCode).toBe(70);
    return failure(error).line;
  }
  return null;
}

it('says where it is, what was tried and what to do', () => {
  const said = line();
  expect(said).toContain(`on linux ${process.arch}, glibc, Node ${process.versions.node}: no such file`);
  expect(said).toContain(join(place.root, 'prebuilds', `linux-${process.arch}.node`));
  expect(said).toContain(join(place.root, 'native', 'build', 'Release', 'hgm_probe.node'));
  expect(said).toContain('install hgm-probe again');
});

it('says why the file of this platform does not load, and looks no further', () => {
  mkdirSync(join(place.root, 'prebuilds'));
  writeFileSync(join(place.root, 'prebuilds', `linux-${process.arch}.node`), 'no ELF');
  const said = line();
  expect(said).toMatch(/too short|invalid ELF/);
  expect(said).not.toContain('Release');
});

it('says of the single file what each folder answered and what would do, and calls for no report', () => {
  place.single = true;
  expect(line()).toMatch(
    new RegExp(
      `^the native part, inside this program, .*: ${place.root}: .*; one of these, or a folder that TMPDIR names, ` +
        'must have room for 125 kB and not be mounted noexec: for root, .* is enough$',
    ),
  );
});

it.each([
  ['\0/lib64/ld-linux-x86-64.so.2\0', 'glibc'],
  ['\0/lib/ld-linux-aarch64.so.1\0', 'glibc'],
  ['\0/lib/ld-musl-x86_64.so.1\0', 'musl'],
  ['7f00 r-xp /usr/lib/x86_64-linux-musl/libc.so\n', 'musl'],
  // A loader for glibc's programs beside musl does not make it glibc.
  ['/lib/ld-musl-x86_64.so.1\n/lib/ld-linux-x86-64.so.2\n', 'musl'],
  ['\x7fELF', 'unknown libc'],
])('%j is %s', (text, libc) => expect(libcIn(text)).toBe(libc));
