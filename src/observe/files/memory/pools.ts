/**
 * Pool counters of every huge page size that the kernel has, whole and per NUMA node. Cheap enough to
 * be called again after the run, for the ledger.
 */

import type { NodePool, Pool } from '../../observations.js';
import { readCount, readRaw } from '../bounded-text.js';
import { namesIn, type Root } from '../caller/root.js';
import { readDefaultPool } from './default-pool.js';

const POOLS = '/sys/kernel/mm/hugepages';
const NODES = '/sys/devices/system/node';

/** Ascending by size. Without sysfs only the default size, from /proc; empty where there is none. */
export function readPools(root: Root = '/'): Pool[] {
  const sizes = sizesIn(namesIn(root, POOLS) ?? []);
  if (sizes.length === 0) return readDefaultPool(root);
  const nodes = nodeNumbers(root).map((node) => ({
    node,
    sizes: sizesIn(namesIn(root, nodePools(node)) ?? []),
  }));
  return sizes.map((kib) => ({
    pageBytes: kib * 1024,
    ...counters(root, directory(POOLS, kib)),
    nodes: nodes.filter((each) => each.sizes.includes(kib)).map(({ node }) => nodePool(root, node, kib)),
    ...demotion(root, directory(POOLS, kib)),
  }));
}

/** Of which no counter is to be had. */
export function uncounted(pageBytes: number): Pool {
  const none = { total: null, free: null, reserved: null, surplus: null, overcommit: null };
  return { pageBytes, ...none, nodes: [], demote: null, demoteBytes: null };
}

function demotion(root: Root, path: string): Pick<Pool, 'demote' | 'demoteBytes'> {
  const names = namesIn(root, path);
  // The sysfs fingerprint of the series: its patch "sort hstates" moves this file to another size.
  const demote = names?.includes('demote') ?? null;
  const size = names?.includes('demote_size') ? readRaw(root, `${path}/demote_size`) : null;
  const kib = Number(/^([1-9]\d{0,9})kB\n?$/.exec(size ?? '')?.[1] ?? 0);
  return { demote, demoteBytes: kib === 0 ? null : kib * 1024 };
}

type Counters = Pick<Pool, 'total' | 'free' | 'reserved' | 'surplus' | 'overcommit'>;

function counters(root: Root, path: string): Counters {
  return {
    total: readCount(root, `${path}/nr_hugepages`),
    free: readCount(root, `${path}/free_hugepages`),
    reserved: readCount(root, `${path}/resv_hugepages`),
    surplus: readCount(root, `${path}/surplus_hugepages`),
    overcommit: readCount(root, `${path}/nr_overcommit_hugepages`),
  };
}

/** The kernel keeps no reservations and no overcommit per node. */
function nodePool(root: Root, node: number, kib: number): NodePool {
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

export function directory(parent: string, kib: number): string {
  return `${parent}/hugepages-${kib}kB`;
}

function nodeNumbers(root: Root): number[] {
  return numbersIn(namesIn(root, NODES) ?? [], /^node(\d+)$/);
}

/** Page sizes in KiB, as the directories carry them. */
export function sizesIn(entries: string[]): number[] {
  return numbersIn(entries, /^hugepages-([1-9]\d*)kB$/).filter((kib) => Number.isSafeInteger(kib * 1024));
}

function numbersIn(entries: string[], pattern: RegExp): number[] {
  return entries
    .flatMap((entry) => pattern.exec(entry)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
