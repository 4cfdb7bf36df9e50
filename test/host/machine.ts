/** The machine that a test runs on: its pools, its log, and runs of the tool on it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Capability, Report } from '../../src/report/contract.js';

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const POOLS = '/sys/kernel/mm/hugepages';

export const isRoot = process.geteuid?.() === 0;
export const pools = (): string[] => readdirSync(POOLS).sort();

/** Runs the tool; `uid` drops to that user and no group. */
export function probe(flags: string[], uid?: number) {
  const who = uid === undefined ? {} : { uid, gid: uid };
  return spawnSync(process.execPath, [RUN, ...flags], { encoding: 'utf8', maxBuffer: 1 << 26, ...who });
}

/** One report; stderr must be empty and the exit code 0 whatever the host can do. */
export function report(flags: string[] = [], uid?: number): Report {
  const { stdout, stderr, status } = probe(['--json', ...flags], uid);
  if (status !== 0 || stderr !== '') throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

export function row({ capabilities }: Report, id: string, memory: string | null = null): Capability {
  const found = capabilities.find((each) => each.id === id && each.memory === memory);
  if (found === undefined) throw new Error(`no row ${id} ${memory}`);
  return found;
}

export function counters(): string[] {
  return pools().map((pool) => {
    const read = (name: string) => readFileSync(`${POOLS}/${pool}/${name}`, 'utf8').trim();
    return `${pool} total ${read('nr_hugepages')} free ${read('free_hugepages')} reserved ${read('resv_hugepages')}`;
  });
}

/** Free pages of that pool. */
export const freePages = (pool: string): number =>
  Number(readFileSync(`${POOLS}/${pool}/free_hugepages`, 'utf8'));

/**
 * Sizes a pool for one test and puts it back.
 *
 * @returns why it could not be done, or null
 */
export function withPool(pool: string, pages: number, body: () => void): string | null {
  const file = `${POOLS}/${pool}/nr_hugepages`;
  const before = readFileSync(file, 'utf8').trim();
  try {
    writeFileSync(file, String(pages));
  } catch (error) {
    return `${file}: ${(error as NodeJS.ErrnoException).code}`;
  }
  try {
    const got = Number(readFileSync(file, 'utf8'));
    if (got !== pages) return `${file}: asked for ${pages} pages, got ${got}`;
    body();
    return null;
  } finally {
    writeFileSync(file, before);
  }
}

/** The same around what takes a while. @throws Error where the pool can't be sized */
export async function withPoolDuring(pool: string, pages: number, body: () => Promise<void>): Promise<void> {
  const file = `${POOLS}/${pool}/nr_hugepages`;
  const before = readFileSync(file, 'utf8').trim();
  writeFileSync(file, String(pages));
  try {
    await body();
  } finally {
    writeFileSync(file, before);
  }
}

/** Lines of the kernel log, or null where it can't be read. */
export function logLines(): number | null {
  const { stdout, status } = spawnSync('dmesg', { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? stdout.split('\n').length : null;
}
