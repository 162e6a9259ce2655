/** Groups at once, so that effects never take all connections from the turns. */
const AT_ONCE = 2;
/** Most keys of a group: one transaction takes them all, and must stay short. */
const MAX_GROUP = 32;

/**
 * Runs `work` for keys soon, in groups: what is nudged while all groups are under way gathers for the next. Never twice at
 * once for one key; a key that is nudged while it runs, runs once more.
 */
export function createNudges(work: (keys: readonly string[]) => Promise<void>) {
  const waiting = new Set<string>();
  const running = new Set<string>();
  let groups = 0;
  let idle: (() => void)[] = [];

  const nextGroup = (): string[] => {
    const group: string[] = [];
    for (const key of waiting) {
      if (group.length === MAX_GROUP) break;
      if (!running.has(key)) group.push(key);
    }
    return group;
  };

  const pump = (): void => {
    while (groups < AT_ONCE) {
      const group = nextGroup();
      if (group.length === 0) return;
      for (const key of group) {
        waiting.delete(key);
        running.add(key);
      }
      groups += 1;
      const done = (): void => {
        groups -= 1;
        for (const key of group) running.delete(key);
        pump();
        if (waiting.size + running.size > 0) return;
        for (const tell of idle) tell();
        idle = [];
      };
      work(group).then(done, done);
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
