/**
 * Calendar arithmetic on plain days `YYYY-MM-DD`. Births and due dates are days, never instants: time zones (Seoul had
 * other offsets before 1989) cannot move them.
 */

const DAY_MS = 86_400_000;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function lastDayOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (LAST_DAYS[month - 1] ?? 0);
}

/** Value of the digits from `from` up to `to`; NaN when one is none. */
function digits(date: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const code = date.charCodeAt(i);
    if (!(code >= 0x30 && code <= 0x39)) return Number.NaN;
    value = value * 10 + code - 0x30;
  }
  return value;
}

/** Read by hand: facts ask for a dozen days in every turn. */
function parts(date: string): Parts | null {
  if (date.length !== 10 || date[4] !== '-' || date[7] !== '-') return null;
  const [year, month, day] = [digits(date, 0, 4), digits(date, 5, 7), digits(date, 8, 10)];
  if (Number.isNaN(year)) return null;
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDayOf(year, month) ? { year, month, day } : null;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Whether `date` is a real day of the calendar. */
export function isDay(date: string): boolean {
  return parts(date) !== null;
}

/** Days since 1970-01-01, or null when `date` is no day. */
export function dayNumber(date: string): number | null {
  const p = parts(date);
  return p ? Date.UTC(p.year, p.month - 1, p.day) / DAY_MS : null;
}

/** The day with this number. */
export function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** `later - earlier` in days; null when one of them is no day. */
export function daysBetween(earlier: string, later: string): number | null {
  const [from, to] = [dayNumber(earlier), dayNumber(later)];
  return from === null || to === null ? null : to - from;
}

/** `date` plus whole days, which may be negative; null when it is no day. */
export function addDays(date: string, days: number): string | null {
  const number = dayNumber(date);
  return number === null ? null : dayOf(number + days);
}

/** `date` plus calendar months; a day that does not exist becomes the last day of the month (29 Feb 2024 + 24 = 28 Feb 2026). */
export function addMonths(date: string, months: number): string | null {
  const p = parts(date);
  if (!p) return null;
  const index = p.year * 12 + (p.month - 1) + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(p.day, lastDayOf(year, month)), 2)}`;
}

/** Completed calendar months from `from` to `to`; negative when `to` lies before; null when one of them is no day. */
export function completedMonths(from: string, to: string): number | null {
  const [a, b] = [parts(from), parts(to)];
  if (!a || !b) return null;
  const months = (b.year - a.year) * 12 + (b.month - a.month);
  return (addMonths(from, months) ?? '') > to ? months - 1 : months;
}
