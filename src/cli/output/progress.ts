import type { Progress } from '../../observe/program/progress.js';
import { spinner } from '../oclif.js';
import { isTerminal } from './streams.js';
import { isUtf8 } from './terminal.js';

const SECOND_MS = 1_000;
/** What oclif puts around the status: `measuring... | `. */
const AROUND = '... | '.length;

export interface Watched {
  onProgress?: (progress: Progress) => void;
}

/**
 * Shows on stderr, if somebody looks there, what is tried or measured, how far it is and how long still; nothing at
 * all otherwise. The time left counts down between two of them.
 *
 * @param doing `measuring`
 * @param signal of a run that can be ended early
 */
export async function watched<T>(
  doing: string,
  work: (watch: Watched) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (!isTerminal(2)) return work({});
  const action = await spinner();
  action.start(doing, undefined, isUtf8(process.env) ? {} : { style: 'line' });
  let now: { progress: Progress; since: number } | null = null;
  const show = () => {
    if (now === null) return;
    const line = progressLine(now.progress, performance.now() - now.since, signal?.aborted === true);
    action.status = cut(line, doing);
  };
  const timer = setInterval(show, SECOND_MS);
  signal?.addEventListener('abort', show, { once: true });
  let end = '!';
  try {
    const done = await work({
      onProgress: (progress) => {
        now = { progress, since: performance.now() };
        show();
      },
    });
    end = signal?.aborted === true ? 'ended early' : 'done';
    return done;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', show);
    action.stop(end);
  }
}

/** One line of the terminal: a longer one would be drawn again below itself. */
const cut = (text: string, doing: string): string =>
  text.slice(0, Math.max(0, (process.stderr.columns || 80) - doing.length - AROUND - 1));

/** `7 of 45: CONTINUE of base pages on shmem, about 12 s left`. */
export function progressLine({ title, at, of, leftMs }: Progress, sinceMs: number, ending: boolean): string {
  const where = `${at} of ${of}: ${title}`;
  if (ending) return `${where}, ending; Ctrl-C again to end at once`;
  if (leftMs === null) return where;
  return `${where}, ${timeLeft(leftMs - sinceMs)}`;
}

/** `about 12 s left`, in whole seconds, of milliseconds that may be over already. */
export const timeLeft = (ms: number): string => `about ${Math.ceil(Math.max(0, ms) / SECOND_MS)} s left`;
