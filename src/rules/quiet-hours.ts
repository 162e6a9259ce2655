import type { RemindersTable } from './tables.ts';
import type { Instant } from './types.ts';
import { atClock, DAY, instantOf, isBetween, nextClock, onSeoulClock, type SeoulTime } from './wall-time.ts';

/** The hours in which nothing is sent (R02). RangeError when a time is no instant. */
export interface QuietHours {
  isQuiet(at: Instant): boolean;
  /** The same instant, or the end of the quiet hours that it lies in. */
  afterQuiet(at: Instant): Instant;
}

/** The same on Seoul's clock, with what reminders need beside it. */
export interface QuietClock {
  isQuiet(time: SeoulTime): boolean;
  after(time: SeoulTime): SeoulTime;
  /** When the next quiet hours begin; `time` itself when they have begun. */
  next(time: SeoulTime): SeoulTime;
  /** The last moment that is kind to write on the evening before the quiet hours that `time` lies in. */
  eveningBefore(time: SeoulTime): SeoulTime;
}

export function quietClock(hours: RemindersTable['quiet_hours']): QuietClock {
  const isQuiet = (time: SeoulTime): boolean => isBetween(time, hours.from, hours.to);
  return {
    isQuiet,
    after: (time) => (isQuiet(time) ? nextClock(time, hours.to) : time),
    next: (time) => (isQuiet(time) ? time : nextClock(time, hours.from)),
    eveningBefore(time) {
      const today = atClock(time, hours.evening_before);
      return today <= time ? today : today - DAY;
    },
  };
}

export function quietHours(clock: QuietClock): QuietHours {
  return {
    isQuiet: (at) => clock.isQuiet(onSeoulClock(at)),
    afterQuiet: (at) => instantOf(clock.after(onSeoulClock(at))),
  };
}
