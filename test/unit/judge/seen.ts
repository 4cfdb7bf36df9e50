/** What the experiment `caller` and the readers of layers see, in few words, for hand-made observations. */
import type { Call, Layers, LikeProcess, Observations } from '../../../src/observe/observations.js';
import { having, look, no, run } from './build.js';

export const LAYERS: Layers = {
  lsms: [],
  lsmEnforces: null,
  seccompFilters: 0,
  deviceCgroup: { version: 2, path: '/system.slice/vm.service', devices: 'open' },
  deviceMinor: 257,
  outerUid: 1000,
};

export const PROCESS: LikeProcess = {
  pid: 42,
  noNewPrivs: false,
  seccompMode: 0,
  seccompFilters: 0,
  lsmLabel: 'unconfined',
  thpEnabled: true,
  sameRoot: true,
  sameCgroup: true,
  deviceCgroup: null,
  rlimits: null,
  ownRlimits: null,
  hugeLimits: null,
};

const CHARACTER = 0x2000;

/** /dev/userfaultfd with that mode; `acl` as tag, permissions, id. */
export function node(mode: number, more: Partial<Record<string, number>> = {}, acl: number[][] = []): Call[] {
  const { type = CHARACTER, uid = 0, gid = 0, major = 10, minor = 257, mount = 0 } = more;
  const bits = `0x${(type | mode).toString(16)}`;
  return [
    look('node', { mode: bits, uid, gid, major, minor }),
    look('node_mount', { flags: `0x${mount.toString(16)}` }),
    ...acl.map(([tag = 0, permissions = 0, id = 0], at) => look(`node_acl${at}`, { tag, permissions, id })),
  ];
}

/** No node; `mount` are the flags of /dev. */
export const noNode = (errno: string, mount = 0): Call[] => [
  no('node', errno, {}, 'look'),
  look('dev_mount', { flags: `0x${mount.toString(16)}` }),
];

/** The observations with that node, and with other layers where given. */
export const seeing = (of: Observations, calls: Call[], layers: Partial<Layers> = {}): Observations => ({
  ...having(of, run('caller', calls)),
  layers: { ...LAYERS, ...layers },
});
