import { setTimeout as wait } from 'node:timers/promises';

/** A process that was started and answers. */
export interface Started {
  readonly pid: number;
  /** Resolves with a word on how it ended. */
  readonly ended: Promise<string>;
}

/** One process of the installation, kept running as a container runtime would: who ends is started again. */
export interface Member {
  readonly name: string;
  readonly pid: number | null;
  /** Ends that nobody ordered, with how. */
  readonly crashes: readonly string[];
  /**
   * Kills it as a power cut would, or lets `cause` end it, and starts it again after `downMs`. Resolves when it answers.
   */
  cut(downMs: number, cause?: (pid: number) => Promise<void>): Promise<void>;
  /** Holds it still for `ms`. */
  freeze(ms: number): Promise<void>;
  /** Resolves when it answers. */
  up(): Promise<void>;
  /** Ends it for good. */
  end(): Promise<void>;
}

/** Between an end and the next start, as container runtimes leave. */
const PAUSE_MS = 300;
/** A process that outlives the cause of its end for so long is killed. */
const CAUSE_MS = 5_000;
/** Longest that a process may take to end in order. */
const END_MS = 15_000;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * @param start Resolves when the process answers; rejects when it ended before. Tells each process id as soon as it is known.
 */
export function keep(options: {
  readonly name: string;
  readonly start: () => Promise<Started>;
  readonly say: (line: string) => void;
}): Member {
  const { name, start, say } = options;
  const crashes: string[] = [];
  let current: Started | null = null;
  let isOver = false;
  let isOrdered = false;
  let downMs = 0;
  let tellUp: (() => void)[] = [];

  const loop = async (): Promise<void> => {
    while (!isOver) {
      try {
        current = await start();
      } catch (error) {
        if (!isOrdered && !isOver) {
          crashes.push(`did not start: ${error instanceof Error ? error.message : String(error)}`);
          say(`${name} ${crashes.at(-1)}`);
        }
        isOrdered = false;
        await wait(PAUSE_MS);
        continue;
      }
      for (const tell of tellUp) tell();
      tellUp = [];
      const how = await current.ended;
      current = null;
      if (!isOrdered && !isOver) {
        crashes.push(how);
        say(`${name} ended by itself: ${how}`);
      }
      isOrdered = false;
      await wait(PAUSE_MS + downMs);
      downMs = 0;
    }
  };
  const running = loop();

  const up = (): Promise<void> => (current ? Promise.resolve() : new Promise((resolve) => tellUp.push(resolve)));

  return {
    name,
    crashes,
    get pid() {
      return current?.pid ?? null;
    },
    up,
    async cut(ms, cause) {
      await up();
      const hit = current;
      if (!hit) return;
      isOrdered = true;
      downMs = ms;
      if (cause) {
        await cause(hit.pid);
        await Promise.race([wait(CAUSE_MS), hit.ended]);
      }
      signal(hit.pid, 'SIGKILL');
      await hit.ended;
      // The loop above has to see it before it can be up again.
      while (current === hit) await new Promise<void>((resolve) => setImmediate(resolve));
      await up();
    },
    async freeze(ms) {
      await up();
      const hit = current;
      if (!hit) return;
      signal(hit.pid, 'SIGSTOP');
      await Promise.race([wait(ms), hit.ended]);
      signal(hit.pid, 'SIGCONT');
    },
    async end() {
      isOver = true;
      const hit = current;
      if (hit) {
        signal(hit.pid, 'SIGCONT');
        signal(hit.pid, 'SIGTERM');
        const kill = setTimeout(() => signal(hit.pid, 'SIGKILL'), END_MS);
        await hit.ended;
        clearTimeout(kill);
      }
      await running;
    },
  };
}
