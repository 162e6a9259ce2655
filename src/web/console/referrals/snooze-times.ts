import type { ReferralRow } from '../../../contract/referrals.ts';
import { HOUR } from '../i18n/dates.ts';
import { waitsForYes } from './queue-order.ts';

const MINUTE = HOUR / 60;
const DAY = 24 * HOUR;
/** Seoul is nine hours ahead the whole year. */
const SEOUL = 9 * HOUR;
/** Times are on the quarter of an hour. */
const STEP = 15 * MINUTE;
const OPENS_AT = 9 * HOUR;

const upTo = (at: number): number => Math.ceil(at / STEP) * STEP;
const nextMorning = (now: number): number => Math.floor((now + SEOUL) / DAY) * DAY + DAY + OPENS_AT - SEOUL;

/** Whether it may be put off at all: it waits, and is no emergency. */
export const maySnooze = (row: ReferralRow): boolean =>
  waitsForYes(row) && row.level !== 'emergency' && (row.alert === null || row.alert.acknowledged);

/** Until when a referral may be put off, soonest first: never past the time by which somebody must have accepted it. */
export function snoozeTimes({ deadlines }: Pick<ReferralRow, 'deadlines'>, now: number): readonly string[] {
  const latest = deadlines.acceptBy ?? deadlines.contactBy;
  if (latest === null) return [];
  const wanted = [upTo(now + HOUR / 2), upTo(now + HOUR), upTo(now + 3 * HOUR), nextMorning(now), nextMorning(now + DAY)];
  return [...new Set(wanted)]
    .toSorted((a, b) => a - b)
    .filter((at) => at <= Date.parse(latest))
    .map((at) => new Date(at).toISOString());
}
