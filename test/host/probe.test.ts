/** Whole runs on the kernel of this machine, against what is known of such kernels. */
import { release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { factsOf } from './facts.js';
import { counters, isRoot, logLines, pools, probe, report, row, withPool } from './machine.js';

const NOBODY = 65534;
const DEFAULT = 'hugepages-2048kB';
const facts = factsOf(release());
const has2M = pools().includes(DEFAULT);

describe.skipIf(facts === undefined)('a stock kernel that the facts name', () => {
  it('is absent of HGM, with every control in the evidence', () => {
    const { hgm, capabilities } = report(['--no-latency']);
    expect(hgm).toMatchObject({ state: 'absent', dialect: null, proof: null, granules: [] });
    const rows = capabilities.filter(({ id }) => id === 'hgm');
    expect(rows.map(({ memory }) => memory)).toEqual(pools().map(memoryOf).sort(bySize));
    for (const { state, evidence } of rows) {
      expect(state).toBe('absent');
      // Three dialects, each with the whole-page CONTINUE that got as far as looking for a page.
      const controls = evidence.filter((line) => line.startsWith('control continue_whole -1 EFAULT'));
      expect(controls.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('offers the bits and ioctls of its series, by name', () => {
    const { userfaultfd } = report(['--no-latency']);
    expect(userfaultfd.features).toBe(facts?.features);
    expect(userfaultfd.ioctls).toBe(facts?.ioctls);
    expect(userfaultfd.unnamedBits).toEqual([]);
    const bits = BigInt(String(facts?.features)).toString(2).replaceAll('0', '').length;
    expect(userfaultfd.featureNames).toHaveLength(bits);
  });

  it('answers REGISTER of hugetlb memory with the ioctls of its series', () => {
    for (const pool of pools()) {
      const minor = row(report(['--no-latency']), 'register.minor', memoryOf(pool));
      expect(minor.evidence.join()).toContain(`ioctls=${facts?.hugetlbMinor}`);
    }
  });
});

describe('an unprivileged caller', () => {
  it.skipIf(!isRoot)('is told what stops it, and never absent of what root has', () => {
    const root = report(['--no-latency']);
    const nobody = report(['--no-latency'], NOBODY);
    expect(nobody.ranAs.euid).toBe(NOBODY);
    for (const theirs of nobody.capabilities) {
      const ours = row(root, theirs.id, theirs.memory);
      if (theirs.state === 'absent')
        expect([ours.id, ours.memory, ours.state]).toEqual([ours.id, ours.memory, 'absent']);
      if (theirs.state === 'not_permitted') expect(theirs.gate).toBeDefined();
    }
  });
});

describe.skipIf(!isRoot || !has2M)('the pool of 2M pages', () => {
  const sized = (pages: number, body: () => void) => (context: { skip: (why: string) => void }) => {
    const why = withPool(DEFAULT, pages, body);
    if (why !== null) context.skip(why);
  };

  it(
    'is as it was after a run that borrowed',
    sized(8, () => {
      const before = counters();
      const { ledger, timings } = report();
      expect(counters()).toEqual(before);
      const entry = ledger.find(({ pageBytes }) => pageBytes === 2 << 20);
      expect(entry).toMatchObject({
        borrowed: 1,
        freeBefore: 8,
        freeAfter: 8,
        reservedBefore: 0,
        reservedAfter: 0,
      });
      expect(timings.map(({ id, memory }) => `${id} ${memory}`)).toContain('continue.huge hugetlb-2M');
    }),
  );

  it(
    'lends nothing unasked where fewer than two pages would stay',
    sized(2, () => {
      const scarce = report(['--no-latency']);
      expect(scarce.ledger.find(({ pageBytes }) => pageBytes === 2 << 20)).toMatchObject({ borrowed: 0 });
      expect(row(scarce, 'copy.huge', 'hugetlb-2M').state).toBe('no_resources');
      expect(row(scarce, 'hgm', 'hugetlb-2M').state).not.toBe('no_resources');
      const asked = report(['--no-latency', '--borrow', '2M']);
      expect(row(asked, 'copy.huge', 'hugetlb-2M').state).toBe('supported');
    }),
  );

  it(
    'lends nothing to --borrow none',
    sized(8, () => {
      const { ledger, capabilities } = report(['--no-latency', '--borrow', 'none']);
      expect(ledger.every(({ borrowed }) => borrowed === 0)).toBe(true);
      const huge = capabilities.find(({ id, memory }) => id === 'copy.huge' && memory === 'hugetlb-2M');
      expect(huge?.state).toBe('not_probed');
    }),
  );

  it.each([0, NOBODY])('says no_resources and never absent when it is empty, as uid %i', (uid) => {
    const why = withPool(DEFAULT, 0, () => {
      const empty = report(['--no-latency'], uid);
      expect(row(empty, 'copy.huge', 'hugetlb-2M').state).toBe('no_resources');
      expect(row(empty, 'continue.huge', 'hugetlb-2M').state).toBe('no_resources');
      // The zero-page trial needs no page: the verdict is the same as with a full pool.
      if (facts !== undefined) expect(empty.hgm.state).toBe('absent');
    });
    expect(why).toBeNull();
  });
});

it('leaves nothing in the kernel log', ({ skip }) => {
  const before = logLines();
  if (before === null) return skip('the kernel log can not be read here');
  for (const uid of isRoot ? [undefined, NOBODY] : [undefined]) expect(probe(['--json'], uid).status).toBe(0);
  expect(logLines()).toBe(before);
});

function memoryOf(pool: string): string {
  const kib = Number(/\d+/.exec(pool)?.[0]);
  const [size, unit] = kib >= 1 << 20 ? [kib >> 20, 'G'] : kib >= 1024 ? [kib >> 10, 'M'] : [kib, 'K'];
  return `hugetlb-${size}${unit}`;
}

function bySize(a: string, b: string): number {
  const bytes = (memory: string) =>
    Number.parseInt(memory.slice(8), 10) *
    (memory.endsWith('G') ? 1 << 20 : memory.endsWith('M') ? 1 << 10 : 1);
  return bytes(a) - bytes(b);
}
