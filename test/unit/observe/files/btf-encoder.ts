/** A tiny BTF encoder of the tests' own, written from the kernel's documentation, not from the reader. */

export type Type =
  | { kind: 'int' | 'var' | 'decl_tag' | 'float' | 'typedef' | 'func' | 'fwd' | 'type_tag'; name: string }
  | { kind: 'ptr' | 'volatile' | 'const' | 'restrict' | 'array' }
  | {
      kind: 'struct' | 'union' | 'enum' | 'enum64' | 'func_proto' | 'datasec';
      name: string;
      members: string[];
    }
  /** A kind that no kernel has yet. */
  | { kind: 'future'; words: number };

export interface Options {
  bigEndian?: boolean;
  /** The header of 2026, with a section that says how big each kind is. */
  layout?: boolean;
  extraHeaderBytes?: number;
}

const NUMBERS = {
  int: 1,
  ptr: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  fwd: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  func: 12,
  func_proto: 13,
  var: 14,
  datasec: 15,
  float: 16,
  decl_tag: 17,
  type_tag: 18,
  enum64: 19,
  future: 40,
} as const;

/** 32-bit words after the three of every type: once, and per member. */
const ONCE: Partial<Record<Type['kind'], number>> = { int: 1, var: 1, decl_tag: 1, array: 3 };
const PER_MEMBER = { struct: 3, union: 3, enum: 2, enum64: 3, func_proto: 2, datasec: 3 } as const;

export function encodeBtf(types: Type[], options: Options = {}): Buffer {
  const strings = new StringTable();
  const words = types.flatMap((type) => encodeType(type, strings));
  const u32 = (values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => {
      if (options.bigEndian) bytes.writeUInt32BE(value, index * 4);
      else bytes.writeUInt32LE(value, index * 4);
    });
    return bytes;
  };
  const body = u32(words);
  const text = strings.bytes();
  // One byte pair and 16 bits of flags for each kind up to 40, which has 4 bytes once and none per member.
  const layout = options.layout ? Buffer.alloc(41 * 4) : Buffer.alloc(0);
  if (options.layout) layout[40 * 4 + 1] = 4;
  const fields = [0, body.length, body.length, text.length];
  if (options.layout) fields.push(body.length + text.length, layout.length);
  const extra = Buffer.alloc(options.extraHeaderBytes ?? 0);
  const magic = options.bigEndian ? [0xeb, 0x9f, 1, 0] : [0x9f, 0xeb, 1, 0];
  const headerLength = 8 + fields.length * 4 + extra.length;
  return Buffer.concat([Buffer.from(magic), u32([headerLength, ...fields]), extra, body, text, layout]);
}

function encodeType(type: Type, strings: StringTable): number[] {
  const name = 'name' in type ? strings.offset(type.name) : 0;
  const number = NUMBERS[type.kind];
  if (type.kind === 'future') return [0, number * 2 ** 24 + type.words, 0, ...Array(type.words).fill(0)];
  if (!('members' in type)) {
    // A function's vlen is its linkage, 1 for a global one, and nothing follows it.
    const vlen = type.kind === 'func' ? 1 : 0;
    return [name, number * 2 ** 24 + vlen, 1, ...Array(ONCE[type.kind] ?? 0).fill(0)];
  }
  const words = type.members.flatMap((member) => [
    strings.offset(member),
    ...Array(PER_MEMBER[type.kind] - 1).fill(0),
  ]);
  // The flag in bit 31, as structs with bit fields have it.
  const flag = type.kind === 'struct' ? 2 ** 31 : 0;
  return [name, flag + number * 2 ** 24 + type.members.length, 4, ...words];
}

class StringTable {
  private text = '\0';

  offset(name: string): number {
    const found = this.text.indexOf(`\0${name}\0`);
    if (found >= 0) return found + 1;
    this.text += `${name}\0`;
    return this.text.length - name.length - 1;
  }

  bytes(): Buffer {
    return Buffer.from(this.text, 'latin1');
  }
}
