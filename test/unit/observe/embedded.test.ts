import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { embeddedAddon, embeddedPlaces, loadEmbedded } from '../../../src/observe/program/embedded.js';

const kernel = vi.hoisted(() => ({ refusesNameless: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const openSync: typeof fs.openSync = (path, flags, mode) => {
    if (kernel.refusesNameless && typeof flags === 'number')
      throw Object.assign(new Error('EOPNOTSUPP'), { code: 'EOPNOTSUPP' });
    return fs.openSync(path, flags, mode);
  };
  return { ...fs, openSync };
});

const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-embedded-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  kernel.refusesNameless = false;
});

const bytes = new Uint8Array(Buffer.from('an addon'));
const place = (name: string): string => {
  mkdirSync(join(folder, name));
  return join(folder, name);
};

it('is nothing in a Node that is no single file', () => {
  expect(embeddedAddon()).toBeNull();
});

it('looks into memory first, and into no place that a relative name stands for', () => {
  expect(embeddedPlaces({}).slice(0, 2)).toEqual(['/dev/shm', '/run']);
  expect(embeddedPlaces({ XDG_RUNTIME_DIR: '/run/user/7' })).toContain('/run/user/7');
  expect(embeddedPlaces({ XDG_RUNTIME_DIR: 'here' })).not.toContain('here');
});

it('maps the bytes from a file that has no name', () => {
  const own = place('own');
  const seen: string[] = [];
  const map = (path: string): string => {
    seen.push(readFileSync(path, 'utf8'), ...readdirSync(own));
    return 'exports';
  };
  expect(loadEmbedded(bytes, [own], map)).toBe('exports');
  expect(seen).toEqual(['an addon']);
  expect(readdirSync(own)).toEqual([]);
});

it('where the file system has no O_TMPFILE, removes the name before it writes', () => {
  kernel.refusesNameless = true;
  const own = place('named');
  const seen: string[] = [];
  const map = (path: string): void => void seen.push(readFileSync(path, 'utf8'), ...readdirSync(own));
  loadEmbedded(bytes, [own], map);
  expect(seen).toEqual(['an addon']);
});

it('goes on where a place is missing or may not hold programs, and says what each answered', () => {
  const noexec = place('noexec');
  const missing = join(folder, 'missing');
  const map = (path: string): never => {
    throw new Error(`${path}: failed to map segment from shared object`);
  };
  expect(() => loadEmbedded(bytes, [missing, noexec], map)).toThrow(
    new RegExp(
      `^${missing}: ENOENT: no such file or directory; ${noexec}: failed to map segment from shared object$`,
    ),
  );
  expect(readdirSync(noexec)).toEqual([]);
});
