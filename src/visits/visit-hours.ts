import { DateTime } from 'luxon';
import type { RuleBook } from '../rules/index.ts';
import { MissingHolidaysError, SEOUL } from '../rules/index.ts';

/** Why a visit cannot be at a time; also the slug of the problem that staff see. */
export type TimeFault = 'in-the-past' | 'no-visits-that-day' | 'outside-hours' | 'holidays-missing';

/** Windows of rules.md M07, as minutes of the day. */
const WEEKDAY = { from: 9 * 60, to: 18 * 60 } as const;
const SATURDAY = { from: 10 * 60, to: 14 * 60 } as const;
const LAST_START = 17 * 60;
const LAST_FIRST_START = 16 * 60 + 30;
/** Free minutes between two visits of one saver (M07). */
const BUFFER_MINUTES = 30;
/** Savers are booked by quarter hours. */
const QUARTER_MS = 15 * 60_000;

export interface WantedTime {
  /** Seoul wall time. */
  readonly date: string;
  readonly time: string;
  readonly minutes: number;
  /** The first visit of this family. */
  readonly first: boolean;
}

export interface VisitTime {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** The instants of a wanted visit, or why it cannot be then (rules.md M07, M08). */
export function visitTime(
  { date, time, minutes, first }: WantedTime,
  now: Date,
  { isHoliday }: Pick<RuleBook['calendar'], 'isHoliday'>,
): VisitTime | TimeFault {
  const start = DateTime.fromISO(`${date}T${time}`, { zone: SEOUL });
  if (!start.isValid) return 'outside-hours';
  if (start.toJSDate() <= now) return 'in-the-past';
  if (start.weekday === 7) return 'no-visits-that-day';
  try {
    if (isHoliday(date)) return 'no-visits-that-day';
  } catch (error) {
    if (error instanceof MissingHolidaysError) return 'holidays-missing';
    throw error;
  }
  const from = start.hour * 60 + start.minute;
  const window = start.weekday === 6 ? SATURDAY : WEEKDAY;
  if (from < window.from || from + minutes > window.to || from > (first ? LAST_FIRST_START : LAST_START)) return 'outside-hours';
  return { startsAt: start.toJSDate(), endsAt: start.plus({ minutes }).toJSDate() };
}

/** The quarter hours that a visit takes of its saver's day, with the way to the next one. */
export function quartersOf({ startsAt, endsAt }: VisitTime): Date[] {
  const quarters: Date[] = [];
  const end = endsAt.getTime() + BUFFER_MINUTES * 60_000;
  for (let at = Math.floor(startsAt.getTime() / QUARTER_MS) * QUARTER_MS; at < end; at += QUARTER_MS) quarters.push(new Date(at));
  return quarters;
}

/** Two visits of one family lie at least this far apart, unless it is urgent (M09). */
export const APART_MS = 24 * 3_600_000;

const URGENT: readonly (string | undefined)[] = ['emergency', 'urgent_24h'];
export const isUrgent = ({ level }: { readonly level?: string }): boolean => URGENT.includes(level);

/** Midnight in Seoul at the beginning of the day that `now` lies in. */
export const startOfToday = (now: Date): Date => DateTime.fromJSDate(now, { zone: SEOUL }).startOf('day').toJSDate();
