import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { VisitDocument } from './visit.ts';

export interface CalendarWords {
  /** Name of the calendar. */
  readonly name: string;
  /** Title of each entry: neutral, since it stands on a lock screen. */
  readonly title: string;
  readonly place: (code: string) => string;
}

/** A saver's visits as an iCalendar file: time, place word and case code; no name, no address, no word about what it is. */
export function calendarFile(visits: readonly VisitDocument[], words: CalendarWords, url: string): string {
  const calendar = ical({
    name: words.name,
    prodId: { company: 'firststep', product: 'visits', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 60 * 15,
  });
  for (const { _id, code, startsAt, endsAt, place, state, version, changedAt } of visits) {
    calendar.createEvent({
      id: _id,
      sequence: version - 1,
      start: startsAt,
      end: endsAt,
      stamp: changedAt,
      summary: code === '' ? words.title : `${words.title} ${code}`,
      location: words.place(place),
      url,
      status: state === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
