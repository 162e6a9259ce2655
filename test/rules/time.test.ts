import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadRuleBook, MissingHolidaysError, type TriageLevel } from '../../src/rules/index.ts';
import { realBook, TABLE_TEXTS, tableFiles, vectors } from './book.ts';

type At = string;
interface DeadlineVector {
  readonly title: string;
  readonly ask: { readonly level: TriageLevel; readonly at: At; readonly safety?: string[]; readonly reasons?: string[] };
  readonly contactBy?: At | null;
  readonly acceptBy?: At | null;
  readonly visitBy?: At | null;
  readonly persons?: number;
  readonly ladder?: Readonly<Record<string, At>>;
}
interface ReminderVector {
  readonly title: string;
  readonly starts: At;
  readonly booked: At;
  readonly family: readonly (readonly [kind: string, due: At, expires: At])[];
  readonly staff?: readonly (readonly [kind: string, due: At])[];
}
interface TimeVectors {
  readonly deadlines: DeadlineVector[];
  readonly workingDays: [At, number, At][];
  readonly workingMinutes: [At, number, At][];
  readonly holidays: string[];
  readonly ordinary: string[];
  readonly workingTime: [At, boolean][];
  readonly quiet: [At, boolean, At][];
  readonly reminders: ReminderVector[];
}

const all = vectors<TimeVectors>('time');
const utc = (at: At): string => new Date(at).toISOString();
const titled = <T extends { title: string }>(list: readonly T[]): [string, T][] => list.map((one) => [one.title, one]);
const HOUR = 3_600_000;
const visitOf = (starts: At, booked: At) => ({
  startsAt: starts,
  endsAt: utc(new Date(Date.parse(starts) + HOUR).toISOString()),
  bookedAt: booked,
});

describe('deadlines', () => {
  test.each(titled(all.deadlines))('%s', (_title, { ask, ladder, ...times }) => {
    const got = realBook().deadlines({ safety: [], reasons: [], ...ask });
    const whole = { contactBy: got.contactBy, acceptBy: got.acceptBy, visitBy: got.visitBy, persons: got.persons };
    const asUtc = Object.entries(times).filter(([part]) => part in whole);
    expect(whole).toMatchObject(Object.fromEntries(asUtc.map(([part, at]) => [part, typeof at === 'string' ? utc(at) : at])));
    const climbed = Object.fromEntries(got.ladder.map((rung) => [rung.step, rung.at]));
    const wanted = ladder && Object.fromEntries(Object.entries(ladder).map(([step, at]) => [step, utc(at)]));
    expect(climbed).toEqual(wanted ?? climbed);
  });

  test('refuses what is no instant', () => {
    expect(() => realBook().deadlines({ level: 'emergency', at: 'soon', safety: [], reasons: [] })).toThrow(RangeError);
  });

  test('the ladder climbs, and never before the deadline', () => {
    const level = fc.constantFrom<TriageLevel>('urgent_24h', 'priority_3d', 'standard_7d');
    fc.assert(
      fc.property(level, fc.date({ min: new Date('2026-01-01'), max: new Date('2029-01-01'), noInvalidDate: true }), (given, date) => {
        const at = date.toISOString();
        const { acceptBy, contactBy, visitBy, ladder } = realBook().deadlines({ level: given, at, safety: [], reasons: [] });
        const times = [at, acceptBy ?? '', ...ladder.map((rung) => rung.at)];
        expect(times).toEqual([...times].sort());
        expect(ladder.map((rung) => rung.step)).toEqual(['supervisor_in', 'supervisor_owns', 'hq']);
        expect((visitBy ?? '') > (contactBy ?? '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test('an alert rings every 5 minutes, then the supervisor, then HQ', () => {
  expect(realBook().alertSchedule('2026-11-06T23:41:00+09:00')).toEqual({
    repeatEveryMinutes: 5,
    supervisorAt: utc('2026-11-06T23:56:00+09:00'),
    hqAt: utc('2026-11-07T00:11:00+09:00'),
  });
});

describe('the calendar', () => {
  test.each(all.workingDays)('%s and %d working days', (at, days, then) => {
    expect(realBook().calendar.addWorkingDays(at, days)).toBe(utc(then));
  });
  test.each(all.workingMinutes)('%s and %d minutes of working time', (at, minutes, then) => {
    expect(realBook().calendar.addWorkingTime(at, minutes)).toBe(utc(then));
  });
  test.each(all.holidays)('%s is a holiday', (date) => {
    expect(realBook().calendar.isHoliday(date)).toBe(true);
  });
  test.each(all.ordinary)('%s is none', (date) => {
    expect(realBook().calendar.isHoliday(date)).toBe(false);
  });
  test.each(all.workingTime)('%s is working time: %s', (at, open) => {
    expect(realBook().calendar.isWorkingTime(at)).toBe(open);
  });
  test('a missing year refuses to book, and what is no day is refused', () => {
    expect(() => realBook().calendar.isHoliday('2031-01-01')).toThrow(MissingHolidaysError);
    expect(() => realBook().calendar.isHoliday('2026-02-30')).toThrow(RangeError);
  });
});

test.each(all.quiet)('%s is quiet: %s, then %s', (at, quiet, after) => {
  expect(realBook().quietHours.isQuiet(at)).toBe(quiet);
  expect(realBook().quietHours.afterQuiet(at)).toBe(utc(after));
});

describe('reminders', () => {
  test.each(titled(all.reminders))('%s', (_title, { starts, booked, family, staff }) => {
    const planned = realBook().reminders(visitOf(starts, booked));
    const own = planned.filter((one) => one.audience === 'family').map((one) => [one.kind, one.due, one.expires]);
    expect(own).toEqual(family.map(([kind, due, expires]) => [kind, utc(due), utc(expires)]));
    if (staff)
      expect(planned.filter((one) => one.audience !== 'family').map((one) => [one.kind, one.due])).toEqual(
        staff.map(([kind, due]) => [kind, utc(due)]),
      );
  });

  test('the supervisor hears of a missing note, the saver before', () => {
    const planned = realBook().reminders(visitOf('2026-12-29T10:00:00+09:00', '2026-12-24T18:00:00+09:00'));
    expect(planned.filter((one) => one.kind.startsWith('note')).map((one) => one.audience)).toEqual(['saver', 'supervisor']);
  });

  test('two that would come within three hours: the one nearer to the visit stays', () => {
    const close = (TABLE_TEXTS['reminders'] ?? '').replace('days_before: 1, at: "10:00"', 'days_before: 0, at: "09:30"');
    const book = loadRuleBook(tableFiles({ reminders: close }));
    const kinds = (starts: At): string[] =>
      book
        .reminders(visitOf(starts, '2026-12-01T09:00:00+09:00'))
        .filter((one) => one.audience === 'family')
        .map((one) => one.kind);
    expect(kinds('2026-12-29T14:29:00+09:00')).toEqual(['family_3d', 'family_2h']);
    expect(kinds('2026-12-29T14:30:00+09:00')).toEqual(['family_3d', 'family_1d', 'family_2h']);
  });

  test('for all visits: never at night, never past, never after the visit began, never two within three hours', () => {
    const minute = fc.integer({ min: Date.parse('2026-12-01T00:00:00Z') / 60_000, max: Date.parse('2027-03-01T00:00:00Z') / 60_000 });
    fc.assert(
      fc.property(minute, fc.integer({ min: 1, max: 14 * 1440 }), (start, ahead) => {
        const visit = visitOf(new Date(start * 60_000).toISOString(), new Date((start - ahead) * 60_000).toISOString());
        const planned = realBook().reminders(visit);
        for (const one of planned) {
          expect(realBook().quietHours.isQuiet(one.due)).toBe(false);
          expect(one.due > visit.bookedAt && one.due < one.expires).toBe(true);
          if (!one.kind.startsWith('note')) expect(one.expires <= visit.startsAt).toBe(true);
        }
        const family = planned.filter((one) => one.audience === 'family').map((one) => Date.parse(one.due));
        family.slice(1).forEach((due, i) => expect(due - (family[i] ?? 0)).toBeGreaterThanOrEqual(3 * HOUR));
      }),
      { numRuns: 500 },
    );
  });
});
