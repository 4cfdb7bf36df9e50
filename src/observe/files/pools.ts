/**
 * Pool counters of every huge page size that the kernel has, whole and per NUMA node. Cheap enough to
 * be called again after the run, for the ledger.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodePool, Pool } from '../observations.js';
import { readCount } from './bounded-text.js';
import { readDefaultPool } from './default-pool.js';

const POOLS = '/sys/kernel/mm/hugepages';
const NODES = '/sys/devices/system/node';

/** Ascending by size. Without sysfs only the default size, from /proc; empty where there is none. */
export function readPools(root = '/'): Pool[] {
  const sizes = sizesIn(names(root, POOLS) ?? []);
  if (sizes.length === 0) return readDefaultPool(root);
  const nodes = nodeNumbers(root).map((node) => ({
    node,
    sizes: sizesIn(names(root, nodePools(node)) ?? []),
  }));
  return sizes.map((kib) => ({
    pageBytes: kib * 1024,
    ...counters(root, directory(POOLS, kib)),
    nodes: nodes.filter((each) => each.sizes.includes(kib)).map(({ node }) => nodePool(root, node, kib)),
    // The sysfs fingerprint of the series: its patch "sort hstates" moves this file to another size.
    demote: names(root, directory(POOLS, kib))?.includes('demote') ?? null,
  }));
}

type Counters = Pick<Pool, 'total' | 'free' | 'reserved' | 'surplus' | 'overcommit'>;

function counters(root: string, path: string): Counters {
  return {
    total: readCount(root, `${path}/nr_hugepages`),
    free: readCount(root, `${path}/free_hugepages`),
    reserved: readCount(root, `${path}/resv_hugepages`),
    surplus: readCount(root, `${path}/surplus_hugepages`),
    overcommit: readCount(root, `${path}/nr_overcommit_hugepages`),
  };
}

/** The kernel keeps no reservations and no overcommit per node. */
function nodePool(root: string, node: number, kib: number): NodePool {
  const path = directory(nodePools(node), kib);
  return {
    node,
    total: readCount(root, `${path}/nr_hugepages`),
    free: readCount(root, `${path}/free_hugepages`),
    surplus: readCount(root, `${path}/surplus_hugepages`),
  };
}

function nodePools(node: number): string {
  return `${NODES}/node${node}/hugepages`;
}

function directory(parent: string, kib: number): string {
  return `${parent}/hugepages-${kib}kB`;
}

function nodeNumbers(root: string): number[] {
  return numbersIn(names(root, NODES) ?? [], /^node(\d+)$/);
}

/** Page sizes in KiB, as the directories carry them. */
function sizesIn(entries: string[]): number[] {
  return numbersIn(entries, /^hugepages-([1-9]\d*)kB$/).filter((kib) => Number.isSafeInteger(kib * 1024));
}

function numbersIn(entries: string[], pattern: RegExp): number[] {
  return entries
    .flatMap((entry) => pattern.exec(entry)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Null where the directory can't be listed. */
function names(root: string, path: string): string[] | null {
  try {
    return readdirSync(join(root, path));
  } catch {
    return null;
  }
}
