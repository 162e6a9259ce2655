import { DAY } from '../i18n/dates.ts';

/** Days of a pregnancy counted from the due date (rules.md §1, `ga_days`). */
const PREGNANCY_DAYS = 280;

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / DAY);

/** Pregnancy age on a day, in completed weeks and days over; null when it makes no sense (not pregnant yet, or long born). */
export function pregnancyAge(due: string, today: string): { weeks: number; days: number } | null {
  const days = PREGNANCY_DAYS - daysBetween(today, due);
  return days < 0 || days > PREGNANCY_DAYS + 28 ? null : { weeks: Math.floor(days / 7), days: days % 7 };
}

/** Age of a baby: in days in the first two months, then in completed calendar months. Null for a day in the future. */
export function babyAge(birth: string, today: string): { unit: 'days' | 'months'; amount: number } | null {
  const days = daysBetween(birth, today);
  if (days < 0) return null;
  if (days < 60) return { unit: 'days', amount: days };
  const from = new Date(utc(birth));
  const to = new Date(utc(today));
  const whole = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const lastOfMonth = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  const reached = to.getUTCDate() >= Math.min(from.getUTCDate(), lastOfMonth);
  return { unit: 'months', amount: reached ? whole : whole - 1 };
}
