/** Writes a cpio archive ("newc"), the form that Linux takes as initramfs. No root needed: owner is always 0. */
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Archives the contents of `folder` into `file`. */
export function writeCpio(file, folder) {
  const out = openSync(file, 'w');
  let inode = 1;
  const pad = (length) => Buffer.alloc((4 - (length % 4)) % 4);
  const entry = (name, mode, data) => {
    const fields = [inode++, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0];
    const hex = fields.map((field) => field.toString(16).padStart(8, '0')).join('');
    const head = Buffer.from(`070701${hex}${name}\0`, 'latin1');
    for (const part of [head, pad(head.length), data, pad(data.length)]) writeSync(out, part);
  };
  const walk = (path) => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const below = path === '' ? name : `${path}/${name}`;
      const whole = join(folder, below);
      const status = lstatSync(whole);
      if (status.isSymbolicLink()) entry(below, 0o120777, Buffer.from(readlinkSync(whole)));
      else if (status.isDirectory()) {
        entry(below, 0o040755, Buffer.alloc(0));
        walk(below);
      } else entry(below, status.mode & 0o111 ? 0o100755 : 0o100644, readFileSync(whole));
    }
  };
  walk('');
  entry('TRAILER!!!', 0, Buffer.alloc(0));
  closeSync(out);
}
