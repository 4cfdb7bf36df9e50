/** Which huge pages a fault may bring under which settings; test/layers/postcopy.test.ts holds it against a kernel. */
import { describe, expect, it } from 'vitest';
import { faultSizes } from '../../../../src/judge/thp/fault-sizes.js';
import { M2 } from '../build.js';
import { STOCK } from '../stock.js';

const K8 = 8192;
const K64 = 65_536;
const size = (pageBytes: number, enabled: string | null, shmem: string | null) => ({
  pageBytes,
  enabled,
  shmem,
});
const of = (thp: string, shmemThp: string | null, thpSizes: ReturnType<typeof size>[]) =>
  faultSizes({ ...STOCK.settings, thp, shmemThp, thpSizes }, M2);

describe('huge pages that a fault may bring', () => {
  it('are those of the one setting, where no size has its own', () => {
    expect(of('madvise', 'within_size', [])).toEqual({
      anonymous: { anyhow: [], advised: [M2] },
      shmem: { anyhow: [M2], advised: [] },
    });
    expect(of('never', 'never', [])).toEqual({
      anonymous: { anyhow: [], advised: [] },
      shmem: { anyhow: [], advised: [] },
    });
    expect(of('always', null, [])?.shmem).toEqual({ anyhow: [], advised: [] });
  });

  it('are of each size what its own setting says, or the one for all where it inherits that', () => {
    const sizes = [size(K8, null, 'always'), size(K64, 'madvise', 'advise'), size(M2, 'inherit', 'inherit')];
    expect(of('always', 'never', sizes)).toEqual({
      anonymous: { anyhow: [M2], advised: [K64] },
      shmem: { anyhow: [K8], advised: [K64] },
    });
  });

  it('of shmem are of the one setting from 6.8 on, too, until 6.11', () => {
    expect(of('never', 'advise', [size(M2, 'inherit', null)])?.shmem).toEqual({ anyhow: [], advised: [M2] });
  });

  it('of shmem are none with deny, and with force those of sizes that inherit', () => {
    const sizes = [size(K8, null, 'always'), size(M2, 'inherit', 'inherit')];
    expect(of('never', 'deny', sizes)?.shmem).toEqual({ anyhow: [], advised: [] });
    expect(of('never', 'force', sizes)?.shmem).toEqual({ anyhow: [M2], advised: [] });
  });

  it('are not known where a setting or the size of a page is not', () => {
    expect(faultSizes({ ...STOCK.settings, thpSizes: null }, M2)).toBeNull();
    expect(faultSizes({ ...STOCK.settings, thp: null, thpSizes: [] }, M2)).toBeNull();
    expect(faultSizes({ ...STOCK.settings, thpSizes: [] }, null)).toBeNull();
  });
});
