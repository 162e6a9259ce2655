import type { Instant } from './types.ts';

/**
 * A time on Seoul's clock: milliseconds since 1970-01-01 00:00 there. Seoul keeps UTC+9 all the year since 1988, and nothing
 * here is older: no time zone table is needed, and every day has 24 hours. Times compare as numbers.
 */
export type SeoulTime = number;

export const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;

/** Seoul's clock before UTC. */
const OFFSET = 9 * 60 * MINUTE;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** The instant on Seoul's clock. Throws RangeError when it is none. */
export function onSeoulClock(at: Instant): SeoulTime {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${at}`);
  return ms + OFFSET;
}

export function instantOf(time: SeoulTime): Instant {
  return new Date(time - OFFSET).toISOString();
}

/** Days since 1970-01-01 on Seoul's calendar. */
export function dayNumberOf(time: SeoulTime): number {
  return Math.floor(time / DAY);
}

export function startOfDay(time: SeoulTime): SeoulTime {
  return dayNumberOf(time) * DAY;
}

/** Monday is 1, Sunday is 7. */
export function weekdayOf(time: SeoulTime): number {
  return ((((dayNumberOf(time) + FIRST_WEEKDAY - 1) % 7) + 7) % 7) + 1;
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** Minutes since midnight, with their fraction. */
export function minuteOfDay(time: SeoulTime): number {
  return (time - startOfDay(time)) / MINUTE;
}

/** The same day at `HH:MM`. */
export function atClock(time: SeoulTime, clock: string): SeoulTime {
  return startOfDay(time) + minutesOf(clock) * MINUTE;
}

/** The first `HH:MM` after `time`. */
export function nextClock(time: SeoulTime, clock: string): SeoulTime {
  const today = atClock(time, clock);
  return today > time ? today : today + DAY;
}

/** Whether the time lies in `[from, to)`, which may run over midnight. */
export function isBetween(time: SeoulTime, from: string, to: string): boolean {
  const [now, start, end] = [minuteOfDay(time), minutesOf(from), minutesOf(to)];
  return start <= end ? now >= start && now < end : now >= start || now < end;
}
