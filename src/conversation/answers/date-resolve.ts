import { addDays, addMonths, dayNumber, daysBetween, isDay } from '../../rules/dates.ts';
import type { PlainDate, Precision } from '../types.ts';
import type { Parsed } from './kind.ts';
import type { SaidDate } from './date-read.ts';

/** Days of a pregnancy from the last period to the due date. */
const TERM_DAYS = 280;
/** A due date gives 4w0d to 44w0d: at most 252 days ahead, at most 28 days ago (intake.md §1.2). */
const MOST_DAYS_AHEAD = 252;
const MOST_DAYS_LATE = 28;
const OLDEST_BABY_MONTHS = 120;
/** The day that stands for a month. */
const MIDDLE = 15;
/** Two ways to say one due date may differ by this much. */
const MOST_DAYS_APART = 14;

const AMBIGUOUS: Parsed = { ok: false, problem: 'date:ambiguous' };

interface Found {
  readonly date: PlainDate | null;
  readonly precision: Precision;
  /** She said the year. */
  readonly dated: boolean;
}

/** The due date that was said, or why there is none. */
export function resolveDueDate(said: SaidDate, today: PlainDate): Parsed {
  const early = beforeAll(said);
  if (early) return early;
  const found = said.flags.has('period') ? fromLastPeriod(said, today) : dueFrom(said, today);
  if (!found) return nothing(said);
  const ahead = found.date === null ? null : daysBetween(today, found.date);
  if (found.date === null || ahead === null) return { ok: false, problem: found.dated ? 'date:ambiguous' : 'date:out_of_range' };
  if (ahead < -MOST_DAYS_LATE) return { ok: false, problem: found.dated ? 'date:in_past' : 'date:out_of_range' };
  if (ahead > MOST_DAYS_AHEAD) return { ok: false, problem: 'date:out_of_range' };
  return { ok: true, value: found.date, precision: found.precision };
}

/** The birthday that was said, or why there is none. */
export function resolveBirth(said: SaidDate, today: PlainDate): Parsed {
  const whole = withHalfYear(said);
  const early = beforeAll(whole);
  if (early) return early;
  const found = birthFrom(whole, today);
  if (!found) return nothing(whole);
  const { date, precision } = found;
  if (date === null) return AMBIGUOUS;
  if (date > today) return { ok: false, problem: 'date:in_future' };
  if (date < (addMonths(today, -OLDEST_BABY_MONTHS) ?? today)) return { ok: false, problem: 'date:out_of_range' };
  return { ok: true, value: date, precision };
}

function beforeAll(said: SaidDate): Parsed | null {
  if (said.flags.has('lunar') && !said.flags.has('solar')) return { ok: false, problem: 'date:lunar' };
  return said.conflict || said.flags.has('half') ? AMBIGUOUS : null;
}

/** "A year and a half" is a year and six months; half of a month or week stays open. */
function withHalfYear(said: SaidDate): SaidDate {
  const isYears = said.years !== null && said.months === null && said.weeks === null && said.days === null;
  if (!said.flags.has('half') || !isYears) return said;
  return { ...said, months: 6, flags: new Set([...said.flags].filter((flag) => flag !== 'half')) };
}

/** Nothing that makes a day: "I don't know", something too vague, or no date at all. */
function nothing(said: SaidDate): Parsed {
  if (said.flags.has('unknown')) return { ok: true, value: null };
  const dateish = [said.year, said.yearShift, said.monthShift, said.dayShift, said.years, said.months, said.weeks, said.days].some(
    (part) => part !== null,
  );
  const vague = (['vague', 'hundred_days', 'first_birthday', 'period'] as const).some((flag) => said.flags.has(flag));
  return { ok: false, problem: dateish || vague ? 'date:ambiguous' : 'date:unreadable' };
}

function dueFrom(said: SaidDate, today: PlainDate): Found | null {
  const calendar = calendarDue(said, today);
  const length = pregnancyDue(said, today);
  if (!calendar || !length) return calendar ?? length;
  // "12 weeks on 5 October" is not a due date in October.
  const apart =
    calendar.date !== null && length.date !== null
      ? Math.abs(daysBetween(calendar.date, length.date) ?? MOST_DAYS_APART + 1)
      : MOST_DAYS_APART + 1;
  return apart <= MOST_DAYS_APART ? calendar : { date: null, precision: 'day', dated: true };
}

function calendarDue(said: SaidDate, today: PlainDate): Found | null {
  const year = yearOf(said, today);
  if (said.monthShift !== null) return inShiftedMonth(said, today);
  if (said.month === null)
    return said.dayShift === null || said.weeks !== null || said.months !== null
      ? null
      : { date: addDays(today, said.dayShift), precision: 'day', dated: false };
  const day = said.day ?? MIDDLE;
  const precision = said.day === null ? 'month' : 'day';
  if (year !== null) return { date: dateOf(year, said.month, day), precision, dated: true };
  const present = Number(today.slice(0, 4));
  const fits = [present - 1, present, present + 1]
    .map((candidate) => dateOf(candidate, said.month ?? 0, day))
    .filter((date): date is string => date !== null && isDueInRange(date, today));
  return { date: fits.length === 1 ? (fits[0] ?? null) : null, precision, dated: false };
}

function isDueInRange(date: PlainDate, today: PlainDate): boolean {
  const ahead = daysBetween(today, date) ?? Number.POSITIVE_INFINITY;
  return ahead >= -MOST_DAYS_LATE && ahead <= MOST_DAYS_AHEAD;
}

/** From weeks or months of pregnancy, or from the time that is left. */
function pregnancyDue(said: SaidDate, today: PlainDate): Found | null {
  const { weeks, days, months, flags } = said;
  const hasDate = said.month !== null || said.monthShift !== null;
  if (said.years !== null || (weeks === null && months === null && days === null)) return null;
  if (flags.has('ago')) return hasDate ? null : { date: null, precision: 'day', dated: true };
  if (flags.has('after') || flags.has('left')) {
    if (weeks !== null) return { date: addDays(today, weeks * 7 + (days ?? 0)), precision: days === null ? 'week' : 'day', dated: false };
    if (months !== null) return days === null ? inShiftedMonth({ ...said, monthShift: months, day: null }, today) : null;
    return { date: addDays(today, days ?? 0), precision: 'day', dated: false };
  }
  const from = said.dayShift !== null && said.dayShift <= 0 ? (addDays(today, said.dayShift) ?? today) : today;
  if (weeks !== null) {
    if ((days ?? 0) > 6 || months !== null) return { date: null, precision: 'day', dated: true };
    return { date: addDays(from, TERM_DAYS - weeks * 7 - (days ?? 0)), precision: days === null ? 'week' : 'day', dated: false };
  }
  if (months !== null && days === null) return { date: addDays(from, TERM_DAYS - (4 * months - 2) * 7), precision: 'month', dated: false };
  return hasDate ? null : { date: null, precision: 'day', dated: true };
}

/** Last period + 280 days; without a year the latest such day. */
function fromLastPeriod(said: SaidDate, today: PlainDate): Found | null {
  const start = lastPeriod(said, today);
  if (start === null) return null;
  const { date, precision } = start;
  return { date: date === null ? null : addDays(date, TERM_DAYS), precision, dated: true };
}

function lastPeriod(said: SaidDate, today: PlainDate): Found | null {
  if (said.month !== null && said.day !== null) return latest(said, today);
  if (said.monthShift !== null && said.day !== null) return inShiftedMonth(said, today);
  if (said.dayShift !== null && said.dayShift <= 0 && said.weeks === null)
    return { date: addDays(today, said.dayShift), precision: 'day', dated: true };
  if (!said.flags.has('ago')) return null;
  if (said.weeks !== null)
    return { date: addDays(today, -7 * said.weeks - (said.days ?? 0)), precision: said.days === null ? 'week' : 'day', dated: true };
  if (said.months !== null) return { date: addMonths(today, -said.months), precision: 'month', dated: true };
  return said.days === null ? null : { date: addDays(today, -said.days), precision: 'day', dated: true };
}

function birthFrom(said: SaidDate, today: PlainDate): Found | null {
  const reference = said.dayShift === null ? null : addDays(today, said.dayShift);
  if (said.flags.has('hundred_days') || (said.days === 100 && said.dayShift !== null)) {
    // The hundredth day counts the day of birth.
    return { date: reference === null ? null : addDays(reference, -99), precision: 'day', dated: true };
  }
  if (said.flags.has('first_birthday'))
    return { date: reference === null ? null : addMonths(reference, -12), precision: 'day', dated: true };
  if (said.month !== null) return latest(said, today);
  if (said.monthShift !== null) {
    const found = inShiftedMonth(said, today);
    return { ...found, date: said.monthShift === 0 ? middleNotAhead(found.date, found.precision, today) : found.date };
  }
  if (said.years !== null || said.weeks !== null || said.months !== null || said.days !== null) return ageOf(said, today);
  return reference === null ? null : { date: reference, precision: 'day', dated: true };
}

/** Ages and times ago. A year alone leaves twelve months open. */
function ageOf({ years, months, weeks, days, flags }: SaidDate, today: PlainDate): Found {
  const open: Found = { date: null, precision: 'day', dated: true };
  if (flags.has('vague')) return open;
  if (flags.has('after')) return { date: addDays(today, 1), precision: 'day', dated: true };
  if (years !== null && months === null) return open;
  if (months !== null && weeks !== null) return open;
  const back = months !== null || years !== null ? addMonths(today, -((years ?? 0) * 12 + (months ?? 0))) : today;
  const date = back === null ? null : addDays(back, -((weeks ?? 0) * 7 + (days ?? 0)));
  return { date, precision: days !== null ? 'day' : weeks !== null ? 'week' : 'month', dated: true };
}

/** The day with its year, or the latest such day that is not after today. */
function latest(said: SaidDate, today: PlainDate): Found {
  const precision = said.day === null ? 'month' : 'day';
  const [month, day] = [said.month ?? 0, said.day ?? MIDDLE];
  const year = yearOf(said, today);
  if (year !== null) return { date: middleNotAhead(dateOf(year, month, day), precision, today), precision, dated: true };
  const present = Number(today.slice(0, 4));
  // Up to eight years back, because 29 February is rare.
  for (let candidate = present; candidate > present - 9; candidate -= 1) {
    const date = dateOf(candidate, month, day);
    if (date !== null && date <= today) return { date, precision, dated: false };
  }
  return { date: null, precision, dated: false };
}

/** A birth "this month" is said before the 15th as well: then its day is open. */
function middleNotAhead(date: PlainDate | null, precision: Precision, today: PlainDate): PlainDate | null {
  return date !== null && precision === 'month' && date > today && date.slice(0, 7) === today.slice(0, 7) ? null : date;
}

function inShiftedMonth(said: SaidDate, today: PlainDate): Found {
  const month = addMonths(`${today.slice(0, 7)}-01`, said.monthShift ?? 0);
  const precision = said.day === null ? 'month' : 'day';
  const date = month === null ? null : dateOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)), said.day ?? MIDDLE);
  return { date, precision, dated: true };
}

function yearOf(said: SaidDate, today: PlainDate): number | null {
  return said.year ?? (said.yearShift === null ? null : Number(today.slice(0, 4)) + said.yearShift);
}

function dateOf(year: number, month: number, day: number): PlainDate | null {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(text) && dayNumber(text) !== null ? text : null;
}
