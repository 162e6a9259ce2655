import { existsSync, openSync, readSync } from 'node:fs';

/** Processor time of the main thread in nanoseconds, first of three numbers (Linux). */
const OWN_TIME = `/proc/self/task/${process.pid}/schedstat`;
const file = existsSync(OWN_TIME) ? openSync(OWN_TIME, 'r') : null;
const read = Buffer.alloc(64);

/**
 * Milliseconds of work since now: processor time of this thread, in which its pauses to collect garbage and to compile count, but
 * not what other programs and this process's helping threads do meanwhile. Where a system does not tell it: the clock, or the
 * processor time of the whole process, whichever is less.
 */
export function stopwatch(): () => number {
  const cpu = process.cpuUsage();
  const own = file === null ? null : ownTime(file);
  const from = performance.now();
  return () => {
    const clock = performance.now() - from;
    const { user, system } = process.cpuUsage(cpu);
    const least = Math.min(clock, (user + system) / 1_000);
    return own === null || file === null ? least : Math.min(least, ownTime(file) - own);
  };
}

/** Only as new as the last question for the time of the process, which brings it up to date: ask that first. */
function ownTime(from: number): number {
  const length = readSync(from, read, 0, read.length, 0);
  return Number(read.toString('latin1', 0, length).split(' ')[0]) / 1_000_000;
}
