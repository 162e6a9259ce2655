import type { DateTime } from 'luxon';
import { MissingHolidaysError } from './errors.ts';
import { isDay } from './dates.ts';
import type { HolidaysTable, TriageTable } from './tables.ts';
import type { Instant } from './types.ts';
import { atClock, instantOf, isBetween, minuteOfDay, minutesOf, onSeoulClock } from './wall-time.ts';

type WorkingHours = TriageTable['working_time'];

/** Seoul's public holidays and working time. All take and give instants; RangeError when one is none. */
export interface Calendar {
  /**
   * Whether no visit may be booked on this day `YYYY-MM-DD` (M08): a public holiday, also one whose decree is still to
   * be checked. Sundays are not holidays. Throws MissingHolidaysError when the table has no such year: booking refuses.
   */
  isHoliday(date: string): boolean;
  /** Monday to Friday 09:00–18:00 and no public holiday. A year without table counts as one without holidays. */
  isWorkingTime(at: Instant): boolean;
  /** `at` plus minutes of working time; time outside it counts from the next opening. */
  addWorkingTime(at: Instant, minutes: number): Instant;
  /** The same clock time so many working days later; time outside working hours counts from the next opening. */
  addWorkingDays(at: Instant, days: number): Instant;
}

/** The calendar with its inner arithmetic, for deadlines. */
export interface WorkingCalendar extends Calendar {
  /** Like `addWorkingDays`, also for parts of a day. */
  workingDaysAfter(at: DateTime, days: number): DateTime;
}

export function makeCalendar(hours: WorkingHours, table: HolidaysTable): WorkingCalendar {
  const all = new Set<string>();
  const certain = new Set<string>();
  for (const { days } of Object.values(table.years)) {
    for (const day of days) {
      all.add(day.date);
      if (!day.uncertain) certain.add(day.date);
    }
  }
  const isWorkingDay = (time: DateTime): boolean => hours.weekdays.includes(time.weekday) && !certain.has(time.toISODate() ?? '');
  const isOpen = (time: DateTime): boolean => isWorkingDay(time) && isBetween(time, hours.from, hours.to);

  const nextWorkingDay = (time: DateTime): DateTime => {
    let day = time.plus({ days: 1 });
    while (!isWorkingDay(day)) day = day.plus({ days: 1 });
    return day;
  };
  const counted = (time: DateTime): DateTime => {
    if (isOpen(time)) return time;
    const early = isWorkingDay(time) && minuteOfDay(time) < minutesOf(hours.from);
    return atClock(early ? time : nextWorkingDay(time), hours.from);
  };
  const plusDays = (time: DateTime, days: number): DateTime => {
    let day = counted(time);
    for (let left = days; left > 0; left -= 1) day = nextWorkingDay(day);
    return day;
  };
  const plusMinutes = (time: DateTime, minutes: number): DateTime => {
    let from = counted(time);
    let left = minutes;
    for (;;) {
      const today = minutesOf(hours.to) - minuteOfDay(from);
      if (left <= today) return from.plus({ milliseconds: Math.round(left * 60_000) });
      left -= today;
      from = atClock(nextWorkingDay(from), hours.from);
    }
  };

  return {
    isHoliday(date) {
      if (!isDay(date)) throw new RangeError(`not a day: ${date}`);
      const year = date.slice(0, 4);
      if (!Object.hasOwn(table.years, year)) throw new MissingHolidaysError(Number(year));
      return all.has(date);
    },
    isWorkingTime: (at) => isOpen(onSeoulClock(at)),
    addWorkingTime: (at, minutes) => instantOf(plusMinutes(onSeoulClock(at), minutes)),
    addWorkingDays: (at, days) => instantOf(plusDays(onSeoulClock(at), days)),
    workingDaysAfter(at, days) {
      const whole = Math.floor(days);
      const later = plusDays(at, whole);
      return days === whole ? later : plusMinutes(later, (days - whole) * (minutesOf(hours.to) - minutesOf(hours.from)));
    },
  };
}
