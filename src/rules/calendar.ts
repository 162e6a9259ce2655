import { MissingHolidaysError } from './errors.ts';
import { dayNumber, isDay } from './dates.ts';
import type { HolidaysTable, TriageTable } from './tables.ts';
import type { Instant } from './types.ts';
import {
  atClock,
  DAY,
  dayNumberOf,
  instantOf,
  isBetween,
  MINUTE,
  minuteOfDay,
  minutesOf,
  onSeoulClock,
  type SeoulTime,
  weekdayOf,
} from './wall-time.ts';

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
  workingDaysAfter(at: SeoulTime, days: number): SeoulTime;
}

export function makeCalendar(hours: WorkingHours, table: HolidaysTable): WorkingCalendar {
  const all = new Set<string>();
  /** Their day numbers. */
  const certain = new Set<number | null>();
  for (const { days } of Object.values(table.years)) {
    for (const day of days) {
      all.add(day.date);
      if (!day.uncertain) certain.add(dayNumber(day.date));
    }
  }
  const isWorkingDay = (time: SeoulTime): boolean => hours.weekdays.includes(weekdayOf(time)) && !certain.has(dayNumberOf(time));
  const isOpen = (time: SeoulTime): boolean => isWorkingDay(time) && isBetween(time, hours.from, hours.to);

  const nextWorkingDay = (time: SeoulTime): SeoulTime => {
    let day = time + DAY;
    while (!isWorkingDay(day)) day += DAY;
    return day;
  };
  const counted = (time: SeoulTime): SeoulTime => {
    if (isOpen(time)) return time;
    const early = isWorkingDay(time) && minuteOfDay(time) < minutesOf(hours.from);
    return atClock(early ? time : nextWorkingDay(time), hours.from);
  };
  const plusDays = (time: SeoulTime, days: number): SeoulTime => {
    let day = counted(time);
    for (let left = days; left > 0; left -= 1) day = nextWorkingDay(day);
    return day;
  };
  const plusMinutes = (time: SeoulTime, minutes: number): SeoulTime => {
    let from = counted(time);
    let left = minutes;
    for (;;) {
      const today = minutesOf(hours.to) - minuteOfDay(from);
      if (left <= today) return from + Math.round(left * MINUTE);
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
