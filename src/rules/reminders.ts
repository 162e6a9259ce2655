import type { QuietClock } from './quiet-hours.ts';
import type { ReminderRow } from './tables.ts';
import type { Instant } from './types.ts';
import { atClock, DAY, instantOf, MINUTE, onSeoulClock, type SeoulTime } from './wall-time.ts';

export interface VisitTimes {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** When this slot was booked: what would have been due before is not sent. */
  readonly bookedAt: Instant;
}

/** A message about a visit that is due; sending asks again whether the visit still stands and whether it may be sent. */
export interface PlannedReminder {
  readonly kind: string;
  readonly audience: 'family' | 'saver' | 'supervisor';
  readonly due: Instant;
  /** From then on it must not be sent any more. */
  readonly expires: Instant;
}

interface Planned {
  readonly row: ReminderRow;
  readonly due: SeoulTime;
  readonly expires: SeoulTime;
}

/**
 * Plans the messages of one visit: those that lie in quiet hours move to their end, or to the evening before when the
 * visit begins first; those that are past are skipped; of two to one person that come too close together the one nearer
 * to the visit stays (R01–R03, R06).
 *
 * @throws RangeError when a time is no instant.
 */
export function planReminders(rows: readonly ReminderRow[], apartMinutes: number, quiet: QuietClock, visit: VisitTimes): PlannedReminder[] {
  const [start, end, booked] = [onSeoulClock(visit.startsAt), onSeoulClock(visit.endsAt), onSeoulClock(visit.bookedAt)];
  const planned = rows
    .flatMap((row): Planned[] => {
      const after = 'minutes_after_end' in row.due;
      const due = after ? quiet.after(dueOf(row, start, end)) : awake(quiet, dueOf(row, start, end), start);
      if (due <= booked || (!after && due >= start)) return [];
      const latest = row.expires === 'night' ? quiet.next(due) : due + row.expires.minutes * MINUTE;
      return [{ row, due, expires: !after && latest > start ? start : latest }];
    })
    .sort((a, b) => a.due - b.due);
  return spread(planned, apartMinutes).map(({ row, due, expires }) => ({
    kind: row.id,
    audience: row.audience,
    due: instantOf(due),
    expires: instantOf(expires),
  }));
}

function dueOf({ due }: ReminderRow, start: SeoulTime, end: SeoulTime): SeoulTime {
  if ('days_before' in due) return atClock(start - due.days_before * DAY, due.at);
  return 'minutes_before' in due ? start - due.minutes_before * MINUTE : end + due.minutes_after_end * MINUTE;
}

function awake(quiet: QuietClock, due: SeoulTime, start: SeoulTime): SeoulTime {
  if (!quiet.isQuiet(due)) return due;
  const morning = quiet.after(due);
  return morning < start ? morning : quiet.eveningBefore(due);
}

/** Backwards from the visit: what is nearest to it is what she needs most. */
function spread(planned: readonly Planned[], apartMinutes: number): Planned[] {
  const kept: Planned[] = [];
  for (const one of planned.toReversed()) {
    const close = kept.some((later) => later.row.audience === one.row.audience && (later.due - one.due) / MINUTE < apartMinutes);
    if (!close) kept.unshift(one);
  }
  return kept;
}
