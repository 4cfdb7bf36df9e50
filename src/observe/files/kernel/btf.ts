/**
 * Functions of the series in /sys/kernel/btf/vmlinux, which everyone may read.
 *
 * The file has 5 MB, so only its strings are read; the types are read only where a name of the series
 * stands among the strings, which on a stock kernel none does.
 */

import { closeSync } from 'node:fs';
import type { SymbolWitness } from '../../observations.js';
import type { Root } from '../caller/root.js';
import { openRegular, readFully } from '../open-file.js';
import { type BtfHeader, HEADER_BYTES, parseHeader, type Section } from './btf-header.js';
import { findStrings } from './btf-strings.js';
import { functionNames } from './btf-walk.js';
import { ofSeries } from './series-names.js';

const PATH = '/sys/kernel/btf/vmlinux';
const UNREADABLE: SymbolWitness = { source: 'btf', path: PATH, readable: false, compiledIn: [], patched: [] };

/** A damaged file is an unreadable one: half an answer would read as "none of them". */
export function readBtf(root: Root = '/'): SymbolWitness {
  // A recording has none of its 5 MB: kallsyms speaks for it there.
  const { fd } = typeof root === 'string' ? openRegular(root, PATH) : { fd: null };
  if (fd === null) return { ...UNREADABLE };
  try {
    const found = seriesFunctions(fd);
    return found === null ? { ...UNREADABLE } : { ...UNREADABLE, readable: true, ...ofSeries(found) };
  } catch {
    return { ...UNREADABLE };
  } finally {
    closeSync(fd);
  }
}

function seriesFunctions(fd: number): Set<string> | null {
  const first = Buffer.alloc(HEADER_BYTES);
  const header = parseHeader(first.subarray(0, readFully(fd, first, 0)));
  if (header === null || !reaches(fd, header.types)) return null;
  const offsets = findStrings(fd, header.strings);
  if (offsets === null) return null;
  return offsets.size === 0 ? new Set() : verified(fd, header, offsets);
}

/** Those of the names that a function bears. */
function verified(fd: number, header: BtfHeader, offsets: Map<number, string>): Set<string> | null {
  const types = readSection(fd, header.types);
  const layout = header.layout === null ? null : readSection(fd, header.layout);
  if (types === null) return null;
  const functions = functionNames(types, header.littleEndian, new Set(offsets.keys()), layout);
  return (
    functions && new Set([...offsets].filter(([offset]) => functions.has(offset)).map(([, name]) => name))
  );
}

function readSection(fd: number, section: Section): Buffer | null {
  // The last byte first: nothing is allocated for a length that the file does not have.
  if (!reaches(fd, section)) return null;
  const bytes = Buffer.allocUnsafe(section.length);
  return readFully(fd, bytes, section.offset) === section.length ? bytes : null;
}

function reaches(fd: number, section: Section): boolean {
  return section.length === 0 || readFully(fd, Buffer.alloc(1), section.offset + section.length - 1) === 1;
}
