/** Waits `ms` milliseconds; ends early, without an error, when `signal` aborts or `wake` fires. */
export function pause(ms: number, signal: AbortSignal, wake?: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      wake?.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    wake?.addEventListener("online", done);
    if (signal.aborted) done();
  });
}

/** Milliseconds before attempt `attempt` (1 is the first retry): 0.5 s doubling to 15 s, with jitter. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(15_000, 500 * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random();
}
