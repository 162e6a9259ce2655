/** npm passes a signal on that the terminal sent to the program as well: within this time two are one. */
const SAME_MS = 1_000;

/** Resolves with the name of the first signal that asks this process to end; a later one ends it at once. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (askedAt !== null && performance.now() - askedAt > SAME_MS) process.exit(130);
        askedAt ??= performance.now();
        resolve(signal);
      });
    }
  });
}
