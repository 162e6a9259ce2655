/** Transactions at once, so that effects never take all connections from the turns. */
const AT_ONCE = 8;

/**
 * Runs `work` for a key soon, few at a time, never twice at once for one key. A key that is nudged while it runs, runs
 * once more.
 */
export function createNudges(work: (key: string) => Promise<void>) {
  const waiting = new Set<string>();
  const running = new Set<string>();
  let idle: (() => void)[] = [];

  const pump = (): void => {
    for (const key of waiting) {
      if (running.size >= AT_ONCE) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      const done = (): void => {
        running.delete(key);
        pump();
        if (waiting.size + running.size > 0) return;
        for (const tell of idle) tell();
        idle = [];
      };
      work(key).then(done, done);
    }
  };

  return {
    nudge(key: string): void {
      waiting.add(key);
      pump();
    },
    /** Resolves when nothing waits or runs. */
    settled: (): Promise<void> => (waiting.size + running.size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  };
}
