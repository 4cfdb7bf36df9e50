import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import { InputError } from '../../src/input/error.js';
import { LIMIT_BYTES } from '../../src/input/unpack.js';
import type { Observations } from '../../src/observe/observations.js';
import { parseRecording, readRecording } from '../../src/recording/read.js';
import type { Recording } from '../../src/recording/schema.js';
import { scrubbed } from '../../src/recording/scrub.js';
import { STOCK } from './judge/stock.js';

const TEXT = JSON.stringify(STOCK);
const read = (bytes: Buffer) => readRecording(Readable.from([bytes]));

/** The stock recording with one place changed, as text. */
function changed(change: (of: Record<string, never>) => void): string {
  const copy = JSON.parse(TEXT);
  change(copy);
  return JSON.stringify(copy);
}

describe('a whole recording', () => {
  it.each([
    ['plain', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT)],
  ])('is what was observed, %s', async (_, bytes) => {
    const { observations, notice } = await read(bytes);
    expect(JSON.stringify(observations)).toBe(TEXT);
    expect(notice).toBeNull();
  });

  it('keeps the order of what the kernel answered, which evidence shows', () => {
    const out = { mapped: 1, type: '0x958458f6', a: 2, features: '0x1' };
    const text = changed((of: { experiments?: { calls: { out: object }[] }[] }) => {
      Object.assign(of.experiments?.[0]?.calls[0] ?? {}, { out });
    });
    expect(JSON.stringify(parseRecording(text).observations.experiments[0]?.calls[0]?.out)).toBe(
      JSON.stringify(out),
    );
  });

  it('is checked by the one definition that the types say', () => {
    expectTypeOf<import('valibot').InferOutput<typeof Recording>>().toEqualTypeOf<Observations>();
  });
});

describe('a recording of a newer version', () => {
  it('is judged without the fields that this one does not know, each named once', () => {
    const text = changed((of: { host?: object; experiments?: { calls: object[] }[] }) => {
      Object.assign(of, { moon: { phase: [1] } });
      Object.assign(of.host ?? {}, { '\u001b[31m': 1 });
      for (const { calls } of of.experiments ?? []) for (const call of calls) Object.assign(call, { cpu: 3 });
    });
    const { observations, notice } = parseRecording(text);
    expect(judge(observations)).toEqual(judge(STOCK));
    expect(notice).toBe(
      'recording has fields that this version does not know: host.\\x1b[31m, experiments[].calls[].cpu, moon; ' +
        'judged as far as it is understood',
    );
  });

  it('names a few of many', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`new${index}`, 0]));
    expect(parseRecording(changed((of) => Object.assign(of, many))).notice).toMatch(
      /new6, new7 and 12 more;/,
    );
  });

  it('is judged with a notice where a newer format has the same shape, and refused where it has not', () => {
    const text = changed((of) => Object.assign(of, { format: 2 }));
    const { observations, notice } = parseRecording(text);
    expect(observations).toEqual(STOCK);
    expect(notice).toBe('recording has format 2, newer than 1; judged as far as it is understood');
    const other = changed((of) => Object.assign(of, { format: 2, latency: 'both' }));
    expect(() => parseRecording(other)).toThrow(
      'latency: expected boolean, found "both"; the recording has format 2, this version knows 1',
    );
  });

  it('takes __proto__ for a field like any other', () => {
    const text = TEXT.replace('{"format"', '{"__proto__":{"polluted":1},"format"').replaceAll(
      '"args":{',
      '"args":{"__proto__":{"polluted":1},',
    );
    const { observations, notice } = parseRecording(text.replaceAll('1},}', '1}}'));
    expect(observations).toEqual(STOCK);
    expect(notice).toContain('__proto__, experiments[].calls[].args.__proto__;');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a damaged recording', () => {
  it.each([
    [{ format: 0 }, 'format: expected >=1, found 0'],
    [{ format: undefined }, 'format: missing'],
    [{ collectedAt: 'noon' }, 'collectedAt: expected an ISO 8601 time, found "noon"'],
    [{ collectedAt: '2026-01-01T00:00:00+23' }, 'collectedAt: expected an ISO 8601 time'],
    [
      { borrows: [{ pageBytes: 2097152, decision: 'lent' }] },
      /^borrows\[0\]\.decision: expected .*found "lent"$/,
    ],
    [{ experiments: [{ ...STOCK.experiments[0], end: 'lost' }] }, /^experiments\[0\]\.end: .* found "lost"$/],
    [{ poolsBefore: {} }, 'poolsBefore: expected Array, found Object'],
    [
      { ranAs: { ...STOCK.ranAs, capabilities: 'all\u001b[2J' } },
      /^ranAs\.capabilities: .*found "all\\x1b\[2J"$/,
    ],
  ])('%j is refused with its place', (wrong, message) => {
    const text = changed((of) => Object.assign(of, wrong));
    expect(() => parseRecording(text)).toThrow(InputError);
    expect(() => parseRecording(text)).toThrow(message);
  });

  it.each([
    ['ret', 'x', 'experiments[1].calls[2].ret: expected number, found "x"'],
    ['out', { 'a b': null }, 'experiments[1].calls[2].out["a b"]: expected (number | string), found null'],
    ['out', { features: 'all' }, 'experiments[1].calls[2].out.features: expected a hex mask, found "all"'],
    ['out', { type: -1 }, 'experiments[1].calls[2].out.type: expected a hex mask, found -1'],
    ['role', 'judge', /^experiments\[1\]\.calls\[2\]\.role: expected .*"control".*, found "judge"$/],
  ])('a call with %s %j is refused with its place', (field, value, message) => {
    const text = changed((of: { experiments?: { calls: object[] }[] }) => {
      Object.assign(of.experiments?.[1]?.calls[2] ?? {}, { [field]: value });
    });
    expect(() => parseRecording(text)).toThrow(message);
  });

  it.each(['null', '5', '"x"', 'true'])('%s is none', (text) => {
    expect(() => parseRecording(text)).toThrow(/^the document: expected Object/);
  });

  it('is told from a cut one, wherever that was cut', () => {
    for (let length = 1; length < TEXT.length; length += 97)
      expect(() => parseRecording(TEXT.slice(0, length))).toThrow(/^JSON ends early at line 1, column \d+$/);
  });

  it('is told where packed data was cut, or changed', async () => {
    const packed = gzipSync(TEXT);
    for (let length = 2; length < packed.length; length += 53)
      await expect(read(packed.subarray(0, length))).rejects.toThrow(
        `truncated gzip: it ends early, at byte ${length}`,
      );
    const flipped = Buffer.from(packed);
    flipped.writeUInt8(packed.readUInt8(packed.length - 6) ^ 1, packed.length - 6);
    await expect(read(flipped)).rejects.toThrow(/^damaged gzip, after \d+ unpacked bytes: incorrect/);
  });

  it('is told where it is no text', async () => {
    await expect(read(Buffer.from(''))).rejects.toThrow('empty file');
    await expect(read(Buffer.from([0x22, 0xef, 0xbf, 0xbd, 0xff, 0x22]))).rejects.toThrow(
      'no UTF-8 at byte 4',
    );
  });
});

describe('a hostile recording', () => {
  it('is unpacked no further than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(LIMIT_BYTES + 1, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(read(bomb)).rejects.toThrow('larger than 64 MiB');
  });

  it('is read no further than the limit', async () => {
    let given = 0;
    const endless = new Readable({
      read() {
        given++;
        this.push(Buffer.alloc(1 << 20, ' '));
      },
    });
    await expect(readRecording(endless)).rejects.toThrow('larger than 64 MiB');
    expect(given).toBeLessThan(70);
  });

  it('may nest as deep as it likes', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => parseRecording(TEXT.replace('{"format"', `{"x":${deep},"format"`))).not.toThrow();
  });
});

it('scrubbing takes out who the host is, and nothing that a verdict is made of', () => {
  const report = judge(parseRecording(JSON.stringify(scrubbed(STOCK))).observations);
  const { host, ...rest } = judge(STOCK);
  expect(report).toEqual({ ...rest, host: { ...host, id: null, bootId: null, name: 'scrubbed' } });
  expect(STOCK.host.name).toBe('stock');
});

it('scrubbing leaves the users of consumers as packages name them, without what this host calls theirs', () => {
  const ranAs = { ...STOCK.ranAs, user: 'libvirt-qemu', euid: 64055 };
  const deviceCgroup = { version: 2, path: '/machine.slice/of-a-customer', devices: 'open' } as const;
  const layers = {
    ...{ lsms: null, lsmEnforces: null, seccompFilters: 0, deviceCgroup, deviceMinor: null, outerUid: 64055 },
  };
  const run = { name: 'libvirt-qemu', uid: 64055, untried: null, ranAs, layers, experiments: [] };
  const observations = parseRecording(JSON.stringify(scrubbed({ ...STOCK, users: [run] }))).observations;
  expect(observations.users).toEqual([
    {
      ...run,
      ranAs: { ...ranAs, user: null },
      layers: { ...layers, deviceCgroup: { ...deviceCgroup, path: '/scrubbed' } },
    },
  ]);
  expect(scrubbed({ ...STOCK, users: null }).users).toBeNull();
});
