import type { Log } from './log.ts';

/** One kind of thing that can be left behind; each slice hands in its own. Finds by index, in bounded batches. */
export interface Scan {
  readonly name: string;
  /** One pass; resolves to how many things it put right. */
  run(): Promise<number>;
}

export interface Reconciler {
  /** One pass over all scans now; passes never overlap. */
  pass(): Promise<void>;
  start(everyMs: number): void;
  stop(): Promise<void>;
}

/**
 * The net under the fast paths: looks for what is due and was not done, a pass a minute and after each jump of a test
 * clock. A scan that fails is logged and tried again in the next pass; the others go on.
 */
export function createReconciler(scans: readonly Scan[], log: Log): Reconciler {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const once = async (): Promise<void> => {
    for (const scan of scans) {
      try {
        const count = await scan.run();
        if (count > 0) log.info('reconciled', { kind: scan.name, count });
      } catch (error) {
        log.error('reconcile_failed', { kind: scan.name, error });
      }
    }
  };
  const pass = (): Promise<void> => {
    running = running.then(once);
    return running;
  };
  return {
    pass,
    start(everyMs) {
      timer = setInterval(() => void pass(), everyMs);
      timer.unref();
    },
    async stop() {
      if (timer) clearInterval(timer);
      await running;
    },
  };
}
