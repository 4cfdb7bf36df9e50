import { describe, expect, it } from 'vitest';
import { deviceNode } from '../../../../src/judge/ways/device-node.js';
import type { Call, RanAs } from '../../../../src/observe/observations.js';
import { having, look, run } from '../build.js';
import { node, noNode, seeing } from '../seen.js';
import { STOCK } from '../stock.js';

const MEMBER: Partial<RanAs> = { euid: 1000, egid: 1000, groups: [7], capabilities: '0x0' };
const [OWNER, USER, GROUP, NAMED, MASK, OTHER] = [1, 2, 4, 8, 16, 32];

const seen = (calls: Call[], ranAs: Partial<RanAs> = MEMBER) =>
  deviceNode(seeing({ ...STOCK, ranAs: { ...STOCK.ranAs, ...ranAs } }, calls));

describe('who may open the node', () => {
  it.each([
    [0o600, {}, MEMBER, false],
    [0o666, {}, MEMBER, true],
    [0o664, {}, MEMBER, false],
    [0o600, { uid: 1000 }, MEMBER, true],
    // The first class that fits decides: an owner without the right does not get it as another.
    [0o066, { uid: 1000 }, MEMBER, false],
    [0o660, { gid: 7 }, MEMBER, true],
    [0o660, { gid: 1000 }, MEMBER, true],
    [0o606, { gid: 7 }, MEMBER, false],
    [0o660, { gid: 8 }, MEMBER, false],
    [0o660, { gid: 7 }, { ...MEMBER, groups: null }, null],
    [0o000, {}, {}, true],
    // In a user namespace 65534 is whoever has no number there.
    [0o600, { uid: 65534 }, { ...MEMBER, euid: 65534, initialUserNamespace: false }, false],
    [0o600, { uid: 65534 }, { ...MEMBER, euid: 65534 }, true],
    [0o660, { gid: 65534 }, { ...MEMBER, groups: [65534], initialUserNamespace: false }, false],
  ] as const)('mode %o, %j, as %j: %s', (mode, owner, ranAs, allows) => {
    const groups = ranAs as Partial<RanAs>;
    expect(seen(node(mode, owner), groups)?.allows).toBe(allows);
  });

  const base = [
    [OWNER, 6],
    [GROUP, 0],
    [OTHER, 0],
  ];
  it.each([
    [[[USER, 6, 1000]], true],
    [[[USER, 4, 1000]], false],
    [[[USER, 6, 1001]], false],
    [
      [
        [USER, 6, 1000],
        [MASK, 4],
      ],
      false,
    ],
    [
      [
        [USER, 6, 1000],
        [MASK, 6],
      ],
      true,
    ],
    [[[NAMED, 6, 7]], true],
    [[[NAMED, 4, 7]], false],
    [
      [
        [NAMED, 4, 7],
        [NAMED, 6, 1000],
      ],
      true,
    ],
    [
      [
        [NAMED, 6, 7],
        [MASK, 4],
      ],
      false,
    ],
  ] as const)('list %j: %s', (entries, allows) => {
    const list = [...base, ...entries.map((entry) => [...entry])] as number[][];
    expect(seen(node(0o660, {}, list))?.allows).toBe(allows);
  });

  // With a list the group bits of the mode are its mask: who belongs to a class goes by the list alone.
  it.each([
    ['the owner', OWNER, { uid: 1000 }],
    ['the group', GROUP, { gid: 7 }],
    ['others', OTHER, {}],
  ])('of a list, %s have an entry of their own', (_, tag, owner) => {
    const list = (permissions: number) =>
      [OWNER, GROUP, OTHER].map((each) => [each, each === tag ? permissions : 6 - permissions]);
    const named = [
      [USER, 0, 1],
      [NAMED, 0, 1],
      [MASK, 6],
    ];
    expect(seen(node(0o060, owner, [...list(6), ...named]))?.allows).toBe(true);
    expect(seen(node(0o666, owner, [...list(0), ...named]))?.allows).toBe(false);
  });
});

describe('what the node is', () => {
  it('is told in words', () => {
    const list = [
      [OWNER, 6],
      [USER, 5, 33],
      [USER, 3, 34],
      [GROUP, 0],
      [NAMED, 1, 35],
      [MASK, 6],
      [OTHER, 0],
    ] as number[][];
    expect(seen(node(0o660, { gid: 5, mount: 0x1024 }, list))?.words).toBe(
      'mode=0660 uid=0 gid=5 acl=u:33:r-x,u:34:-wx,g:35:--x,m::rw- mount=nodev',
    );
    expect(seen(node(0o600, { major: 1, minor: 3 }))?.words).toBe('mode=0600 uid=0 gid=0 device=other');
  });

  it('is the device by its numbers, as far as they are known', () => {
    expect(seen(node(0o600))?.isDevice).toBe(true);
    expect(seen(node(0o601))?.isDevice).toBe(true);
    expect(seen(node(0o600, { minor: 3 }))?.isDevice).toBe(false);
    expect(seen(node(0o600, { type: 0x8000 }))?.isDevice).toBe(false);
    expect(deviceNode(seeing(STOCK, node(0o600), { deviceMinor: null }))?.isDevice).toBeNull();
    expect(deviceNode({ ...having(STOCK, run('caller', node(0o600))), layers: null })?.isDevice).toBeNull();
  });

  it('is on a mount that opens devices, unless that says nodev', () => {
    // ST_RDONLY and ST_NOSUID beside ST_NODEV, 4.
    expect(seen(node(0o600, { mount: 3 }))?.nodev).toBe(false);
    expect(seen(node(0o600, { mount: 7 }))?.nodev).toBe(true);
  });

  it('is not known to those who did not look, or could not', () => {
    expect(deviceNode(STOCK)).toBeNull();
    expect(deviceNode(having(STOCK, run('caller', [])))).toBeNull();
    expect(seen(noNode('ENOENT'))).toMatchObject({ errno: 'ENOENT', allows: null, words: 'errno=ENOENT' });
    const cut = [look('node', { mode: '0x2180' })];
    expect(seen(cut)).toMatchObject({ isDevice: false, nodev: false, allows: false });
  });
});
