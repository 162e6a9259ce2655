import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds, and returns it. Gives up with the test's own time limit. */
export async function until<T>(check: () => Promise<T | null | false | undefined> | T | null | false | undefined): Promise<T> {
  for (;;) {
    const found = await check();
    if (found) return found;
    await pause(10);
  }
}
