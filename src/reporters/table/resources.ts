import { poolFolder } from '../../ground/memory.js';
import { sizeWord } from '../../ground/size.js';
import { words } from '../../ground/units.js';
import type { LedgerEntry, PoolEntry, Report } from '../../report/contract.js';
import { type Page, paragraph, section } from './page.js';

/** Pools and settings as they stood before the run. */
export function pools(page: Page, report: Report): string[] {
  const { settings } = report;
  const lines = [
    ...report.pools.flatMap((pool) => [poolLine(pool), ...demotion(pool)]),
    settingsLine(settings),
    ...faultsLine(settings),
    ...bootLine(settings),
  ];
  return section(
    page,
    'Pools and settings',
    lines.map((line) => paragraph(page, line, '  ', '    ')),
  );
}

function poolLine(pool: PoolEntry): string {
  const counters = (['total', 'free', 'reserved', 'surplus', 'overcommit'] as const)
    .map((name) => `${pool[name] ?? 'unknown'} ${name}`)
    .join(', ');
  // One node holds what the line already says.
  const { nodes: each = [] } = pool;
  const nodes =
    each.length < 2
      ? []
      : each.map((one) => `node ${one.node} ${one.free ?? '?'} of ${one.total ?? '?'} free`);
  return [`${sizeWord(pool.pageBytes)} pages: ${counters}`, ...nodes, ...limited(pool)].join('; ');
}

/** Where the caller can have less than the counters say, or that is not sure. */
function limited({ free, reserved, obtainable }: PoolEntry): string[] {
  if (obtainable === undefined || obtainable.pages === null) return [];
  const { pages, certain, limit } = obtainable;
  const unlimited = pages === (free ?? 0) - (reserved ?? 0);
  if (unlimited && certain) return [];
  const doubt = certain ? '' : ', a limit could not be looked at';
  const why = unlimited || limit === undefined ? '' : `, ${limit.detail}`;
  return [`for this caller ${certain ? '' : 'at most '}${pages}${why}${doubt}`];
}

/** Before a guest comes that is better off on smaller pages; for root, as whatever is done to a pool. */
function demotion({ pageBytes, free, reserved, demoteBytes }: PoolEntry): string[] {
  if (demoteBytes === undefined || (free ?? 0) <= (reserved ?? 0)) return [];
  const [from, to] = [sizeWord(pageBytes), sizeWord(demoteBytes)];
  const made = pageBytes / demoteBytes;
  return [`a free ${from} page becomes ${made} of ${to} by: echo 1 > ${poolFolder(pageBytes)}/demote`];
}

/** The setting of a size (6.8) may say another thing than the one for all. */
function faultsLine({ faultSizes }: Report['settings']): string[] {
  if (faultSizes == null) return [];
  const of = (memory: 'anonymous' | 'shmem'): string => {
    const { anyhow, advised } = faultSizes[memory];
    const parts = [
      ...(anyhow.length > 0 ? [anyhow.map(sizeWord).join(' ')] : []),
      ...(advised.length > 0 ? [`with MADV_HUGEPAGE ${advised.map(sizeWord).join(' ')}`] : []),
    ];
    return `${memory} ${parts.length === 0 ? 'none' : parts.join(', ')}`;
  };
  return [`huge pages that a fault may bring: ${of('anonymous')}; ${of('shmem')}`];
}

const bootLine = ({ bootParameters }: Report['settings']): string[] =>
  bootParameters == null || bootParameters.length === 0 ? [] : [`booted with ${bootParameters.join(' ')}`];

function settingsLine(settings: Report['settings']): string {
  const named: [string, string | number | null][] = [
    ['vm.unprivileged_userfaultfd', settings.unprivilegedUserfaultfd],
    ['THP', settings.thp],
    ['shmem THP', settings.shmemThp],
    ['vm.hugetlb_optimize_vmemmap', settings.hugetlbOptimizeVmemmap],
  ];
  return named.map(([name, value]) => `${name} ${value ?? 'not there'}`).join(', ');
}

/** What the run took and gave back, one line for each size. */
export function ledger(page: Page, report: Report): string[] {
  return report.ledger.map((entry) => paragraph(page, ledgerLine(entry), '', '  '));
}

function ledgerLine(entry: LedgerEntry): string {
  const size = sizeWord(entry.pageBytes);
  if (entry.borrowed === 0)
    return `huge pages taken: no ${size} page, ${words(entry.reason)}${entry.detail === undefined ? '' : ` (${entry.detail})`}`;
  const pages = entry.borrowed === 1 ? `one ${size} page` : `${entry.borrowed} ${size} pages`;
  const moved = (['free', 'reserved', 'total'] as const).filter(
    (name) => entry[`${name}Before`] !== entry[`${name}After`],
  );
  if (moved.length === 0) return `huge pages taken: ${pages}, given back; ${counter(entry, 'free')}`;
  // Others use the pool, too, so a counter that moved is neither proof of a leak nor of none.
  return `huge pages taken: ${pages}; the pool changed during the run: ${moved.map((name) => counter(entry, name)).join(', ')}`;
}

const counter = (entry: LedgerEntry, name: 'free' | 'reserved' | 'total'): string =>
  `${name} ${entry[`${name}Before`] ?? '?'} → ${entry[`${name}After`] ?? '?'}`;
