/** A BTF file with nothing in it but functions of the names given (include/uapi/linux/btf.h). */

const HEADER_BYTES = 24;
const FUNC = 12;
const FUNC_PROTO = 13;

export function btfOf(names: readonly string[]): Buffer {
  const strings = Buffer.from(`\0${names.map((name) => `${name}\0`).join('')}`, 'latin1');
  // Type 1 is `void f(void)`, and every function is of it.
  const types = [btfType(0, FUNC_PROTO, 0)];
  let at = 1;
  for (const name of names) {
    types.push(btfType(at, FUNC, 1));
    at += name.length + 1;
  }
  const body = Buffer.concat(types);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt8(1, 2);
  header.writeUInt32LE(HEADER_BYTES, 4);
  header.writeUInt32LE(0, 8);
  header.writeUInt32LE(body.length, 12);
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(strings.length, 20);
  return Buffer.concat([header, body, strings]);
}

function btfType(name: number, kind: number, type: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(name, 0);
  bytes.writeUInt32LE((kind << 24) >>> 0, 4);
  bytes.writeUInt32LE(type, 8);
  return bytes;
}
