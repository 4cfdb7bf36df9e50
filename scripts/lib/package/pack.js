/** Packs as npm does, in this checkout or in a copy of it elsewhere, and reads what came of it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MODULES, ROOT } from '../paths.js';
import { Failure } from '../run.js';

export const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

function said(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === 0) return stdout;
  throw new Failure(`${program} ${args[0]} in ${cwd}: ${error?.message ?? stderr}`);
}

/** `npm pack` in `checkout`, into `folder`: the tarball's path, its bytes, those unpacked, and its files. */
export function pack(checkout, folder) {
  mkdirSync(folder, { recursive: true });
  const answer = said('npm', ['pack', '--json', '--pack-destination', folder], checkout);
  const [{ filename, size, unpackedSize, files }] = Object.values(
    JSON.parse(answer.slice(answer.search(/^[[{]/m))),
  );
  return {
    path: join(folder, filename),
    bytes: size,
    unpackedBytes: unpackedSize,
    files: files.map(({ path }) => path),
  };
}

/** The sources as they are, committed or not, without anything that was built; packages are those of here. */
export function cleanCopy(folder) {
  const list = said('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT);
  for (const name of list.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name), { verbatimSymlinks: true });
  }
  symlinkSync(MODULES, join(folder, 'node_modules'));
  return folder;
}
