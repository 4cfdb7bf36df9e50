/** Unpacks what was fetched. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Failure, quietly } from '../../../scripts/lib/run.js';
import { cached, digest, once } from './cache.js';

/** The folder that a .deb was unpacked to. */
export function unpackDeb(deb) {
  return once(cached('unpacked', digest(deb)), (folder) => {
    mkdirSync(folder);
    quietly('dpkg -x', 'dpkg', ['-x', deb, folder]);
  });
}

/** The bootable kernel of an unpacked package, in a form that QEMU takes. */
export function kernelImage(folder) {
  const boot = join(folder, 'boot');
  const modules = ['usr/lib/modules', 'lib/modules'].map((name) => join(folder, name)).find(existsSync);
  const found = [
    ...list(boot)
      .filter((name) => name.startsWith('vmlinuz-'))
      .map((name) => join(boot, name)),
    ...list(modules).map((name) => join(modules, name, 'vmlinuz')),
  ].find(existsSync);
  if (!found) throw new Failure(`no kernel below ${folder}`);
  return withoutZboot(found);
}

const list = (folder) => (folder && existsSync(folder) ? readdirSync(folder) : []);

/**
 * Kernels for arm64 may come as an EFI program that unpacks itself (drivers/firmware/efi/libstub/zboot-header.S:
 * "zimg" at 4, the payload's offset at 8 and length at 12, its compression at 24), which QEMU 7 can not load.
 */
function withoutZboot(file) {
  const image = readFileSync(file);
  if (image.toString('latin1', 4, 8) !== 'zimg') return file;
  const start = image.readUInt32LE(8);
  const kind = image.toString('latin1', 24, 56).split('\0')[0];
  if (kind !== 'gzip') throw new Failure(`${file}: packed with ${kind}, which is not known here`);
  return once(`${file}.image`, (fresh) => {
    writeFileSync(fresh, gunzipSync(image.subarray(start, start + image.readUInt32LE(12))));
  });
}
