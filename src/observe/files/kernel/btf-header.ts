/** The header of BTF (include/uapi/linux/btf.h): where the sections of the file stand. */

/** A section, in bytes from the start of the file. */
export interface Section {
  offset: number;
  length: number;
}

export interface BtfHeader {
  littleEndian: boolean;
  types: Section;
  strings: Section;
  /** The sizes of kinds that this reader may not know; kernels of 2026 and later. Null: there is none. */
  layout: Section | null;
}

export const HEADER_BYTES = 32;

const MAGIC = 0xeb9f;
const OLD_HEADER_BYTES = 24;
/** A kernel's sections are 2 to 5 MB; what claims more than this is damaged. */
const SECTION_BYTES = 64 << 20;

/** `bytes` are the first 32 of the file, or all it has. Null where they are no header that can be used. */
export function parseHeader(bytes: Buffer): BtfHeader | null {
  if (bytes.length < OLD_HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint16(0, true) === MAGIC;
  if (!littleEndian && view.getUint16(0, false) !== MAGIC) return null;
  const headerBytes = view.getUint32(4, littleEndian);
  if (view.getUint8(2) !== 1 || headerBytes < OLD_HEADER_BYTES) return null;
  // Offsets in the file count from the end of the header.
  const section = (at: number): Section => ({
    offset: headerBytes + view.getUint32(at, littleEndian),
    length: view.getUint32(at + 4, littleEndian),
  });
  const types = section(8);
  const strings = section(16);
  const layout = headerBytes >= HEADER_BYTES && bytes.length >= HEADER_BYTES ? section(24) : null;
  if (strings.length === 0 || strings.length > SECTION_BYTES || types.length > SECTION_BYTES) return null;
  return { littleEndian, types, strings, layout: layout !== null && layout.length > 0 ? layout : null };
}
