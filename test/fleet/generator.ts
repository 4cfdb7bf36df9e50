/**
 * Fleets that contradict themselves, and what they come to, counted here in plain TypeScript that knows nothing of
 * `src/fleet`: several documents a host, several callers, expired ones, clocks wrong both ways, clones of one disk,
 * other minor versions of the schema, and the same document in two files.
 */

/** mulberry32 */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Made {
  hostId: string | null;
  name: string;
  boot: string | null;
  arch: string;
  page: number | null;
  kernel: string;
  cpu: string | null;
  caller: string;
  at: number;
  until: number;
  verdict: string;
  granule: number | null;
  profile: { state: string; reason: string | null; who: string | null } | null;
  ways: [string, string];
  minor: string;
  p50: number | null;
  text: string;
}

const DAY = 86_400_000;
/** The first report; all honest clocks are within the month. */
export const START = Date.parse('2026-01-01T00:00:00Z');
const CALLERS: readonly [string, object][] = [
  ['root', { user: 'root', euid: 0, initialUserNamespace: true }],
  ['libvirt-qemu', { user: 'libvirt-qemu', euid: 64055, initialUserNamespace: true }],
  ['1000', { user: null, euid: 1000, initialUserNamespace: null }],
  ['root:userns', { user: 'root', euid: 0, initialUserNamespace: false }],
];
const WAYS = [
  'supported',
  'limited:user_mode_only',
  'absent',
  'not_permitted:sysctl/sysctl_and_no_capability',
  'not_permitted:device_node/node_mode',
  'not_permitted:lsm',
];
const PROFILES: Made['profile'][] = [
  { state: 'ready', reason: null, who: null },
  { state: 'restricted', reason: 'not all', who: null },
  { state: 'not_ready', reason: 'x absent; y absent', who: 'kernel_build' },
  { state: 'not_ready', reason: 'x absent', who: 'kernel_build' },
  { state: 'unknown', reason: null, who: null },
  null,
];

export function fleet(seed: number, hosts: number): Made[] {
  const draw = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)] as T;
  const made: Made[] = [];
  for (let n = 0; n < hosts; n++) {
    const clone = draw() < 0.1 && n > 0;
    const hostId = clone ? 'c'.repeat(32) : draw() < 0.2 ? null : n.toString(16).padStart(32, 'f');
    const [arch, page] = pick([
      ['x86_64', 4096],
      ['aarch64', 4096],
      ['aarch64', 65_536],
      ['riscv64', null],
    ] as const);
    const callers = CALLERS.filter((_, at) => (at === 0 ? draw() < 0.8 : draw() < 0.2));
    const documents = 1 + Math.floor(draw() * 4);
    for (const [caller, ranAs] of callers.length === 0 ? [CALLERS[1] as (typeof CALLERS)[number]] : callers)
      for (let k = 0; k < documents; k++) {
        const clock = draw();
        // Each at another moment: of two at one moment either may count. Half of the boots are known.
        const step = made.length * 977 + k * 5 * DAY;
        const at = START + step + (clock < 0.05 ? 900 * 365 * DAY : clock < 0.1 ? -56 * 365 * DAY : 0);
        const one = {
          ...{ hostId, name: `host-${n}`, boot: draw() < 0.5 ? null : `boot-${n}-${k}`, arch, page },
          ...{ kernel: pick(['5.10.0', '6.12.1', '7.3']), cpu: pick(['CPU 1', null]), caller, at },
          until: draw() < 0.3 ? at + DAY : Date.parse('2999-01-01T00:00:00Z'),
          verdict: pick(['absent', 'supported', 'unknown', 'not_permitted']),
          granule: pick([null, 4096, 65_536]),
          profile: pick(PROFILES),
          ways: [pick(WAYS), pick(WAYS)] as [string, string],
          minor: pick(['supported', 'absent', 'unknown:EIO', 'no_resources']),
          p50: draw() < 0.2 ? null : draw() < 0.05 ? 90_000 : 1000 + Math.floor(draw() * 50),
        };
        made.push({ ...one, text: textOf(one, ranAs, Math.floor(draw() * 4)) });
      }
  }
  return made;
}

function textOf(one: Omit<Made, 'text'>, ranAs: object, minor: number): string {
  return JSON.stringify({
    $schema: 'urn:hgm-probe:report:1',
    schemaVersion: `1.${minor}`,
    tool: { name: 'hgm-probe', version: `0.${minor}.0` },
    ...(minor > 1 && { later: { deep: [1, { of: 'a later version' }] } }),
    host: {
      ...{ id: one.hostId, name: one.name, arch: one.arch, basePageBytes: one.page, bootId: one.boot },
      ...{ kernelRelease: one.kernel, kernelBuild: '#1', cpuModel: one.cpu },
    },
    ranAs,
    collectedAt: new Date(one.at).toISOString(),
    expiresAt: new Date(one.until).toISOString(),
    hgm: { state: one.verdict, granuleBytes: one.granule, dialect: null, proof: null, reason: 'r' },
    profiles: one.profile === null ? {} : { 'minor-shmem': one.profile },
    matrix: {
      'open.syscall': { host: one.ways[0] },
      'open.device': { host: one.ways[1] },
      'register.minor': { shmem: one.minor },
    },
    latency: { wake: { n: 100, p50Ns: one.p50, p99Ns: one.p50, firstNs: null } },
  });
}

const keyOf = ({ hostId, name }: Made): string => (hostId === null ? `name ${name}` : `id ${hostId}`);

/** Whose document of each host counts, and whether it was past its time. */
export function standing(all: readonly Made[], asOf: number | null, caller: string | null) {
  const now = Date.now();
  const limit = Math.min(asOf ?? now + DAY, now + DAY);
  const moment = asOf ?? now;
  const newest = new Map<string, Made>();
  for (const one of all) {
    if (one.at > limit || (caller !== null && one.caller !== caller)) continue;
    const key = `${keyOf(one)}\n${one.caller}`;
    const other = newest.get(key);
    if (other === undefined || one.at > other.at) newest.set(key, one);
  }
  const chosen = new Map<string, Made>();
  const before = (a: Made, b: Made): boolean => {
    const rank = (one: Made) =>
      [one.until < moment ? 1 : 0, one.caller === 'root' ? 0 : 1, one.caller] as const;
    const [x, y] = [rank(a), rank(b)];
    for (const at of [0, 1, 2] as const) if (x[at] !== y[at]) return x[at] < y[at];
    return false;
  };
  for (const one of newest.values()) {
    const other = chosen.get(keyOf(one));
    if (other === undefined || before(one, other)) chosen.set(keyOf(one), one);
  }
  const reports = [...chosen.values()];
  return {
    live: reports.filter(({ until }) => until >= moment),
    dead: reports.filter(({ until }) => until < moment),
    ahead: new Set(all.filter(({ at }) => at > now + DAY).map(keyOf)).size,
    shared: sharedIds(all.filter(({ at }) => at <= limit)),
  };
}

function sharedIds(all: readonly Made[]): number {
  const ids = new Set(all.flatMap(({ hostId }) => hostId ?? []));
  return [...ids].filter((id) => {
    const own = all.filter(({ hostId }) => hostId === id);
    const boots = new Set(own.flatMap(({ boot }) => boot ?? []));
    return new Set(own.map(({ name }) => name)).size > 1 && boots.size > 1;
  }).length;
}

/** `{value: hosts}` */
export function tally<T>(all: readonly T[], of: (one: T) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[String(of(one))] = (counts[String(of(one))] ?? 0) + 1;
  return counts;
}

/** What stopped the caller where no way is open. */
export function gate({ ways }: Made): string | null {
  if (ways.some((way) => /^(supported|limited)/.test(way))) return null;
  const refused = ways.find((way) => way.startsWith('not_permitted:'));
  return refused === undefined ? null : (/^not_permitted:([^/]*)/.exec(refused)?.[1] ?? null);
}

/** Ordered pairs that a guest may move between. */
export function pairs(live: readonly Made[]): number {
  let count = 0;
  for (const from of live)
    for (const to of live)
      if (from !== to && from.arch === to.arch && from.page === to.page)
        if (['ready', 'restricted'].includes(to.profile?.state ?? '')) count++;
  return count;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? Number(sorted[middle])
    : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
};

/** Names of hosts that are out of line with their like. */
export function outliers(live: readonly Made[]): string[] {
  const groups = new Map<string, Made[]>();
  for (const one of live) {
    if (one.p50 === null) continue;
    const key = [one.kernel, one.arch, one.page, one.cpu].join('|');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .filter((group) => group.length >= 8)
    .flatMap((group) => {
      const middle = median(group.map(({ p50 }) => Number(p50)));
      const mad = median(group.map(({ p50 }) => Math.abs(Number(p50) - middle)));
      const spread = Math.max(1.4826 * mad, 0.02 * middle, 1);
      return group.filter(({ p50 }) => Math.abs(Number(p50) - middle) > 6 * spread).map(({ name }) => name);
    })
    .sort();
}
