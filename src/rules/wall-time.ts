import { DateTime, FixedOffsetZone } from 'luxon';
import type { Instant } from './types.ts';

/** Seoul keeps UTC+9 all the year since 1988, and nothing here is older: a fixed offset needs no time zone table. */
const SEOUL_CLOCK = FixedOffsetZone.instance(9 * 60);

/** The instant on Seoul's clock. Throws RangeError when it is none. */
export function onSeoulClock(at: Instant): DateTime {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${at}`);
  return DateTime.fromMillis(ms, { zone: SEOUL_CLOCK });
}

export function instantOf(time: DateTime): Instant {
  return time.toJSDate().toISOString();
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** Minutes since midnight, with their fraction. */
export function minuteOfDay(time: DateTime): number {
  return time.hour * 60 + time.minute + (time.second + time.millisecond / 1000) / 60;
}

/** The same day at `HH:MM`. */
export function atClock(time: DateTime, clock: string): DateTime {
  const minutes = minutesOf(clock);
  return time.set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 });
}

/** The first `HH:MM` after `time`. */
export function nextClock(time: DateTime, clock: string): DateTime {
  const today = atClock(time, clock);
  return today > time ? today : atClock(time.plus({ days: 1 }), clock);
}

/** Whether the time lies in `[from, to)`, which may run over midnight. */
export function isBetween(time: DateTime, from: string, to: string): boolean {
  const [now, start, end] = [minuteOfDay(time), minutesOf(from), minutesOf(to)];
  return start <= end ? now >= start && now < end : now >= start || now < end;
}
