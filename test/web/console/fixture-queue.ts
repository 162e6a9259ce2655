import type { QueueCounts, QueueFilter } from '../../../src/contract/queue.ts';
import type { ReferralDetail } from '../../../src/contract/referrals.ts';

const waits = ({ status }: ReferralDetail): boolean => status === 'submitted' || status === 'assigned';
const closed = ({ status }: ReferralDetail): boolean => status === 'declined' || status === 'withdrawn';
const has = (codes: string | undefined, code: string | null): boolean => codes === undefined || codes.split(',').includes(code ?? '');

/** Place in the queue, as the server gives it: open emergencies, then by what is due first, then what is closed. */
function placeOf(one: ReferralDetail): readonly [number, number] {
  const { acceptBy, contactBy, visitBy } = one.deadlines;
  if (closed(one)) return [2, Date.parse(one.submittedAt)];
  if (!waits(one)) return [1, visitBy ? Date.parse(visitBy) : Number.POSITIVE_INFINITY];
  return [one.level === 'emergency' ? 0 : 1, Date.parse(acceptBy ?? contactBy ?? one.submittedAt)];
}

/** What a filter leaves of the made-up families, in the order of the queue. `staff-1` asks. */
export function narrowed(all: readonly ReferralDetail[], filter: QueueFilter): ReferralDetail[] {
  const { status = 'open', level, assigned, lang, district, overdue, alert, snoozed, code, sort } = filter;
  const who = assigned === 'me' ? 'staff-1' : assigned === 'nobody' ? null : assigned;
  return all
    .filter((one) => (status === 'open' ? !closed(one) : status === 'all' || one.status === status))
    .filter((one) => has(level, one.level) && has(lang, one.lang) && has(district, one.district))
    .filter((one) => assigned === undefined || (one.assignedTo?.id ?? null) === who)
    .filter((one) => !overdue || one.overdue)
    .filter((one) => !alert || (one.alert !== null && (alert === 'any' || !one.alert.acknowledged)))
    .filter((one) => (snoozed ? one.snoozedUntil !== null : status !== 'open' || code !== undefined || one.snoozedUntil === null))
    .filter((one) => code === undefined || one.code === code)
    .toSorted((a, b) => {
      if (sort === 'newest') return Date.parse(b.submittedAt) - Date.parse(a.submittedAt);
      const [left, right] = [placeOf(a), placeOf(b)];
      return left[0] - right[0] || left[1] - right[1];
    });
}

export function countsOf(rows: readonly ReferralDetail[], all: readonly ReferralDetail[]): QueueCounts {
  const levels: Record<string, number> = {};
  for (const { level } of rows) levels[level] = (levels[level] ?? 0) + 1;
  const count = (test: (one: ReferralDetail) => boolean): number => rows.filter(test).length;
  return {
    all: rows.length,
    waiting: count(waits),
    overdue: count(({ overdue }) => overdue),
    mine: count(({ assignedTo }) => assignedTo?.id === 'staff-1'),
    snoozed: all.filter(({ snoozedUntil }) => snoozedUntil !== null).length,
    nobodys: count(({ assignedTo }) => assignedTo === null),
    levels,
  };
}
