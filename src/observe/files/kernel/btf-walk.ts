/** Walks the types of BTF, to tell a function's name from a member's, a variable's or a parameter's. */

const FUNC = 12;

/** Bytes that follow the 12 of `struct btf_type`: once, and for each of its `vlen` elements. */
interface KindSize {
  info: number;
  element: number;
}

/** By kind, from include/uapi/linux/btf.h; 0 is no kind. */
const KIND_SIZES: readonly (KindSize | null)[] = [
  null,
  { info: 4, element: 0 }, // INT
  { info: 0, element: 0 }, // PTR
  { info: 12, element: 0 }, // ARRAY
  { info: 0, element: 12 }, // STRUCT
  { info: 0, element: 12 }, // UNION
  { info: 0, element: 8 }, // ENUM
  { info: 0, element: 0 }, // FWD
  { info: 0, element: 0 }, // TYPEDEF
  { info: 0, element: 0 }, // VOLATILE
  { info: 0, element: 0 }, // CONST
  { info: 0, element: 0 }, // RESTRICT
  { info: 0, element: 0 }, // FUNC: vlen is the linkage
  { info: 0, element: 8 }, // FUNC_PROTO
  { info: 4, element: 0 }, // VAR
  { info: 0, element: 12 }, // DATASEC
  { info: 0, element: 0 }, // FLOAT
  { info: 4, element: 0 }, // DECL_TAG
  { info: 0, element: 0 }, // TYPE_TAG
  { info: 0, element: 12 }, // ENUM64
];

/**
 * Which of `nameOffsets` (into the string section) name a function. Null where the types can't be
 * walked to their end: a kind that neither this table nor `layout` knows, or a type cut short.
 */
export function functionNames(
  types: Buffer,
  littleEndian: boolean,
  nameOffsets: ReadonlySet<number>,
  layout: Buffer | null,
): Set<number> | null {
  const view = new DataView(types.buffer, types.byteOffset, types.byteLength);
  const found = new Set<number>();
  let at = 0;
  while (at + 12 <= types.length) {
    const info = view.getUint32(at + 4, littleEndian);
    // 7 and 24 bits since 2026; older kernels refuse to load BTF whose bits 16-23, 29, 30 are set.
    const kind = (info >>> 24) & 0x7f;
    const size = KIND_SIZES[kind] ?? layoutSize(layout, kind);
    if (size === null) return null;
    const name = view.getUint32(at, littleEndian);
    if (kind === FUNC && nameOffsets.has(name)) found.add(name);
    at += 12 + size.info + size.element * (info & 0xffffff);
  }
  return at === types.length ? found : null;
}

/** `struct btf_layout` of each kind in turn: bytes once, bytes for each element, 16 bits of flags. */
function layoutSize(layout: Buffer | null, kind: number): KindSize | null {
  const info = layout?.[kind * 4];
  const element = layout?.[kind * 4 + 1];
  return kind === 0 || info === undefined || element === undefined ? null : { info, element };
}
