import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../src/web/console/api/client.ts';
import { dateWords, spanParts } from '../../../src/web/console/i18n/dates.ts';
import { babyAge, pregnancyAge } from '../../../src/web/console/referrals/ages.ts';
import { phoneWords } from '../../../src/web/console/referrals/answer-words.ts';
import { filterOf, sameFilter, searchOf, toggled } from '../../../src/web/console/referrals/queue-filter.ts';
import { nextDeadline, onceEach, urgencyOf } from '../../../src/web/console/referrals/queue-order.ts';
import { safeContactOf } from '../../../src/web/console/referrals/safe-contact.ts';
import { bookingFaults } from '../../../src/web/console/visits/booking-faults.ts';
import { dayPlans, momentOf } from '../../../src/web/console/visits/day-plan.ts';
import { fittingSavers } from '../../../src/web/console/visits/fitting-savers.ts';
import { dayAfter, instantOf, START_TIMES, wallTime } from '../../../src/web/console/visits/seoul-time.ts';
import { presetPlace, visitCare } from '../../../src/web/console/visits/visit-care.ts';
import { inHours, myVisits, NOW, referrals, savers } from './families.ts';

const now = Date.parse(NOW);
const hour = 3_600_000;

describe('order of the queue', () => {
  test('a row that comes twice stays once, in its newer version', () => {
    const [first] = referrals();
    if (!first) throw new Error('no referral');
    expect(onceEach([{ ...first, version: 4 }, first])).toEqual([{ ...first, version: 4 }]);
  });

  test('first to be accepted, then to be visited; a finished one has no deadline', () => {
    const by = Object.fromEntries(referrals().map((one) => [one.id, nextDeadline(one)?.what ?? null]));
    expect(by).toEqual({
      'r-emergency': 'accept',
      'r-urgent': 'accept',
      'r-accepted': 'visit',
      'r-handover': 'accept',
      'r-standard': 'accept',
      'r-withdrawn': null,
    });
    expect([-1, 1, 5].map((hours) => urgencyOf(inHours(hours), now))).toEqual(['overdue', 'soon', 'calm']);
  });

  test.each([
    '',
    'status=all',
    'level=emergency%2Cpriority_3d',
    'status=all&level=urgent_24h&assigned=me&overdue=1',
    'lang=vi&sort=newest',
  ])('a filter survives its address: %s', (address) => {
    expect(searchOf(filterOf(new URLSearchParams(address))).toString()).toBe(address);
  });

  test('what an address says that is not known, or goes without saying, is left out', () => {
    expect(filterOf(new URLSearchParams('status=open&level=high&x=1&assigned=me&overdue=yes'))).toEqual({ assigned: 'me' });
    expect(sameFilter({ status: 'open', lang: 'vi' }, { lang: 'vi', sort: 'due' })).toBe(true);
  });

  test('a level is added and taken away', () => {
    const one = toggled({ level: 'emergency' }, 'level', 'urgent_24h');
    expect(one).toEqual({ level: 'emergency,urgent_24h' });
    expect(toggled(toggled(one, 'level', 'emergency'), 'level', 'urgent_24h')).toEqual({ level: undefined });
  });
});

test.each([
  [0, ['minute 0']],
  [5 * 60_000, ['minute 5']],
  [3 * hour + 20 * 60_000, ['hour 3', 'minute 20']],
  [7.5 * hour, ['hour 7']],
  [-51 * hour, ['day 2', 'hour 3']],
  [80 * hour, ['day 3']],
])('a span of %d ms', (length, parts) => {
  expect(spanParts(length).map(({ unit, amount }) => `${unit} ${amount}`)).toEqual(parts);
});

test('moments are said in Seoul time in both languages', () => {
  expect(dateWords('ko').moment('2026-11-24T15:30:00Z')).toBe('11월 25일 (수) 00:30');
  expect(dateWords('en').moment('2026-11-24T15:30:00Z')).toBe('Wed 25 Nov 00:30');
  expect(dateWords('en').day('2026-11-24T15:30:00Z')).toBe('2026-11-25');
});

test('ages as the rules count them', () => {
  expect(pregnancyAge('2026-12-08', '2026-11-10')).toEqual({ weeks: 36, days: 0 });
  expect(pregnancyAge('2028-12-08', '2026-11-10')).toBeNull();
  expect(babyAge('2026-11-05', '2026-11-24')).toEqual({ unit: 'days', amount: 19 });
  expect(babyAge('2026-08-31', '2026-11-30')).toEqual({ unit: 'months', amount: 3 });
  expect(babyAge('2026-12-01', '2026-11-30')).toBeNull();
});

test.each([
  ['+821012345678', '010-1234-5678'],
  ['+82212345678', '02-1234-5678'],
  ['+82321234567', '032-123-4567'],
  ['+84912345678', '+84912345678'],
])('a number as people write it: %s', (number, words) => {
  expect(phoneWords(number)).toBe(words);
});

test('reminders: quiet mode is stronger than a yes, and no answer is no yes', () => {
  const [quiet, , accepted] = referrals();
  if (!quiet || !accepted) throw new Error('no referral');
  const yes = { consent: 'consent_reminder', given: true, version: '1', lang: 'ko', at: NOW };
  expect(safeContactOf({ ...quiet, consents: [yes] }).reminders).toBe('quiet');
  expect(safeContactOf(accepted).reminders).toBe('not_asked');
  expect(safeContactOf({ ...accepted, consents: [yes] }).reminders).toBe('yes');
  expect(safeContactOf({ ...accepted, consents: [yes, { ...yes, given: false }] }).reminders).toBe('no');
});

describe('booking', () => {
  const fault = (slug: string, errors?: { path: string; message: string }[]): Fault =>
    new Fault('problem', 422, { type: `/problems/${slug}`, title: slug, status: 422, ...(errors ? { errors } : {}) });

  test('each refusal stands beside its field', () => {
    const fields = ['saver-busy', 'saver-unknown', 'outside-hours', 'in-the-past', 'holidays-missing', 'too-close', 'place-unsafe'].map(
      (slug) => bookingFaults(fault(slug))[0]?.field,
    );
    expect(fields).toEqual(['saver', 'saver', 'time', 'date', 'date', 'date', 'place']);
    expect(
      bookingFaults(
        fault('invalid-request', [
          { path: 'saverId', message: '' },
          { path: 'body.minutes', message: '' },
        ]),
      ),
    ).toEqual([
      { field: 'saver', refusal: false },
      { field: 'minutes', refusal: false },
    ]);
    expect(bookingFaults(fault('conflict'))).toEqual([]);
    expect(bookingFaults(new Error('other'))).toEqual([]);
  });

  test('savers who speak the language come first, then those nearby', () => {
    expect(fittingSavers(savers(), { lang: 'vi', district: 'namdong' }).map(({ saver }) => saver.id)).toEqual([
      'saver-2',
      'saver-1',
      'saver-3',
    ]);
    expect(fittingSavers(savers(), { lang: 'zh-CN', district: null })[0]?.saver.id).toBe('saver-3');
  });

  test('in twos, and not at home, after violence; at the centre in quiet mode', () => {
    const [violent, calm] = referrals();
    if (!violent || !calm) throw new Error('no referral');
    expect(visitCare(violent)).toEqual({ two: true, notHome: true, quiet: true });
    expect(presetPlace(visitCare(violent))).toBe('center');
    expect(presetPlace(visitCare(calm))).toBe('home');
  });

  test('Seoul wall time', () => {
    expect(instantOf('2026-11-26', '14:00')).toBe('2026-11-26T05:00:00.000Z');
    expect(instantOf('', '14:00')).toBeNull();
    expect(wallTime('2026-11-26T05:00:00Z')).toBe('14:00');
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
    expect([START_TIMES[0], START_TIMES.at(-1)]).toEqual(['09:00', '17:00']);
  });
});

test("a saver's days: today is there also when it is empty", () => {
  const dayOf = dateWords('ko').day;
  expect(dayPlans(myVisits().reverse(), '2026-11-24', dayOf).map(({ which, visits }) => `${which} ${visits.length}`)).toEqual([
    'today 3',
    'tomorrow 1',
    'later 1',
  ]);
  expect(dayPlans([], '2026-11-24', dayOf).map(({ which }) => which)).toEqual(['today']);
  const visit = { startsAt: inHours(1), endsAt: inHours(2) };
  expect([0, 1.5, 3].map((hours) => momentOf(visit, now + hours * hour))).toEqual(['next', 'now', 'over']);
});
