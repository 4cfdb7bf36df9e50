import type { Report } from '../../report/contract.js';
import { type Inventory, inventoryOf } from '../../report/inventory.js';
import type { Reporter } from '../reporter.js';

/**
 * What the inventory form says that lasts: the same bytes from every run on a host that did not change, for what stores
 * differences. Without any time it is no report that could be believed or refused, so it has a name of its own.
 */
export const stable: Reporter = (report) => `${JSON.stringify(stableOf(report), null, 2)}\n`;

function stableOf(report: Report) {
  const {
    collectedAt: _,
    expiresAt: __,
    latency: ___,
    clock: ____,
    ledger: _____,
    ...rest
  } = inventoryOf(report);
  const { bootId: ______, ...host } = rest.host;
  return { ...rest, $schema: 'urn:hgm-probe:stable:1', host, pools: rest.pools.map(sized) };
}

/** Free, reserved and surplus pages come and go with every guest. */
const sized = ({ pageBytes, total, overcommit }: Inventory['pools'][number]) => ({
  pageBytes,
  total,
  overcommit,
});
