import type { BenchProgress } from '../observe/bench.js';
import { spinner } from './oclif.js';
import { isTerminal } from './streams.js';
import { isUtf8 } from './terminal.js';

const SECOND_MS = 1_000;
const DOING = 'measuring';
/** What oclif puts around the status: `measuring... | `. */
const AROUND = DOING.length + '... | '.length;

export interface Watched {
  onProgress?: (progress: BenchProgress) => void;
}

/**
 * Shows on stderr, if somebody looks there, which measurement runs and how long still; nothing at all otherwise.
 * The time left counts down between two measurements.
 */
export async function watched<T>(signal: AbortSignal, work: (watch: Watched) => Promise<T>): Promise<T> {
  if (!isTerminal(2)) return work({});
  const action = await spinner();
  action.start(DOING, undefined, isUtf8(process.env) ? {} : { style: 'line' });
  let now: { progress: BenchProgress; since: number } | null = null;
  const show = () => {
    if (now !== null)
      action.status = cut(progressLine(now.progress, performance.now() - now.since, signal.aborted));
  };
  const timer = setInterval(show, SECOND_MS);
  signal.addEventListener('abort', show, { once: true });
  try {
    return await work({
      onProgress: (progress) => {
        now = { progress, since: performance.now() };
        show();
      },
    });
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', show);
    action.stop(signal.aborted ? 'ended early' : 'done');
  }
}

/** One line of the terminal: a longer one would be drawn again below itself. */
const cut = (text: string): string => text.slice(0, Math.max(0, (process.stderr.columns || 80) - AROUND - 1));

/** `7 of 45: CONTINUE of base pages on shmem, about 12 s left`. */
export function progressLine(
  { title, at, of, leftMs }: BenchProgress,
  sinceMs: number,
  ending: boolean,
): string {
  const where = `${at} of ${of}: ${title}`;
  if (ending) return `${where}, ending; Ctrl-C again to end at once`;
  if (leftMs === null) return where;
  return `${where}, about ${Math.ceil(Math.max(0, leftMs - sinceMs) / SECOND_MS)} s left`;
}
