import { inTime, TooSlowError } from './in-time.ts';
import type { Log } from './log.ts';

export interface StopStep {
  readonly name: string;
  run(): unknown;
  /** Longest that it is waited for. */
  readonly mostMs?: number;
}

const STEP_MS = 1_000;
/** Also the last in a row of parts that hang has a moment to say goodbye. */
const LEAST_MS = 100;

/**
 * Ends parts in their order, within one allowance of time: a part that hangs, because its database or queue is away, is
 * left behind, and the next one is ended all the same. Never throws.
 */
export async function stopInOrder(steps: readonly StopStep[], totalMs: number, log: Log): Promise<void> {
  const end = performance.now() + totalMs;
  for (const { name, run, mostMs = STEP_MS } of steps) {
    try {
      await inTime(Math.max(LEAST_MS, Math.min(mostMs, end - performance.now())), Promise.resolve(run()));
    } catch (error) {
      log.warn(error instanceof TooSlowError ? 'stop_left_behind' : 'stop_failed', { component: name, error });
    }
  }
}
