/** Processes of a run, as /proc shows them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const SIGINT = 1n << 1n; // bit of signal 2 in a mask of /proc/PID/status

/** @throws Error after 20 seconds */
export async function until(what: string, reached: () => boolean): Promise<void> {
  for (let tries = 0; !reached(); tries++) {
    if (tries === 1000) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const below = (of: number): number[] =>
  readdirSync(`/proc/${of}/task`).flatMap((task) =>
    readFileSync(`/proc/${of}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

/**
 * The child of the program that process started, once it is at work; undefined before and after.
 *
 * @param ticks of its own time (10 ms each): by default longer than all that comes before the first sample
 */
export function measuring(pid: number, ticks = 10): number | undefined {
  try {
    const child = below(pid).flatMap(below)[0];
    if (child === undefined) return undefined;
    const [user, system] = readFileSync(`/proc/${child}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
    return Number(user) + Number(system) >= ticks ? child : undefined;
  } catch {
    return undefined; // gone meanwhile
  }
}

/** Processes of that process group, zombies included. */
export function group(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] === String(leader);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Whether that process has a handler of its own for Ctrl-C. */
export function handlesInterrupt(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/status`)) return false;
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (BigInt(`0x${mask ?? '0'}`) & SIGINT) !== 0n;
}
