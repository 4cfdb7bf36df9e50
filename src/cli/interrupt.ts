/** Ctrl-C, once to end in order and twice to end at once. */

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `work` with a signal that is aborted by the first SIGINT or SIGTERM. The second finds no listener, so the
 * kernel ends this process, and its children with it: they asked for that (PR_SET_PDEATHSIG).
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const leave = () => {
    for (const name of SIGNALS) process.off(name, interrupted);
  };
  const interrupted = () => {
    leave();
    ending.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupted);
  try {
    return await work(ending.signal);
  } finally {
    leave();
  }
}
