/** What a run could leave behind on this machine, read from the kernel. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POOLS = '/sys/kernel/mm/hugepages';
const COUNTERS = ['nr_hugepages', 'free_hugepages', 'resv_hugepages', 'surplus_hugepages'];

/** Every counter of every pool, as one line that can be compared. */
export function poolCounters() {
  return readdirSync(POOLS)
    .sort()
    .map((pool) => `${pool} ${COUNTERS.map((name) => `${name}=${readCounter(pool, name)}`).join(' ')}`)
    .join('; ');
}

function readCounter(pool, name) {
  return readFileSync(`${POOLS}/${pool}/${name}`, 'utf8').trim();
}

/** Open descriptors of this process; the one that lists them is counted each time alike. */
export const descriptors = () => readdirSync('/proc/self/fd').length;

/** Mappings of this process that an arena or an experiment would have made: shared memory. */
export function sharedMappings() {
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .filter((line) => /^\S+ ...s /.test(line)).length;
}

/**
 * Processes of a session, which who starts `detached` begins and no process of the tool leaves, whoever its parent
 * is by now; zombies hold nothing and are left out.
 */
export function ofSession(id) {
  const inIt = new RegExp(`^\\d+ \\(.*\\) [^Z] \\d+ \\d+ ${id} `);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && inIt.test(textOf(`/proc/${name}/stat`)));
}

/** Children of a process, of all its threads, zombies included; none where it is gone. */
export const childrenOf = (pid) =>
  namesIn(`/proc/${pid}/task`).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).trim().split(' ').filter(Boolean),
  );

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return []; // gone meanwhile
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // gone meanwhile
  }
}

/** Waits until the condition holds; a killed process gives its pages back when the kernel gets to it. */
export async function eventually(condition, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) return false;
    await sleep(5);
  }
  return true;
}
