import type { ServiceProcess } from './service-process.ts';

/** So many ends within a minute mean that starting it once more does not help. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 60_000;

export interface Restarting {
  readonly pid: number;
  /** Resolves when the service ended and could not be started again; never after `stop`. */
  readonly gaveUp: Promise<string>;
  stop(): Promise<void>;
}

/** Keeps a service running: one that ends by itself, or is killed, is started again with the same settings. */
export async function keepRunning(
  start: () => Promise<ServiceProcess>,
  told: (what: 'ended' | 'restarted', how: string) => void,
): Promise<Restarting> {
  let running = await start();
  let stopping = false;
  let restart: Promise<void> = Promise.resolve();
  const ends: number[] = [];
  let giveUp: (why: string) => void = () => undefined;
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve;
  });

  const watch = (): void => {
    void running.ended.then((how) => {
      if (!stopping) restart = again(how);
    });
  };
  const again = async (how: string): Promise<void> => {
    told('ended', how);
    const now = performance.now();
    ends.push(now);
    if (ends.filter((at) => now - at < WINDOW_MS).length > MOST_RESTARTS) {
      giveUp(how);
      return;
    }
    try {
      running = await start();
    } catch (error) {
      giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    told('restarted', how);
    watch();
  };
  watch();

  return {
    get pid() {
      return running.pid;
    },
    gaveUp,
    stop: async () => {
      stopping = true;
      await restart;
      await running.stop();
    },
  };
}
