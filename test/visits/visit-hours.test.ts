import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quartersOf, visitTime, type WantedTime } from '../../src/visits/visit-hours.ts';
import { noticeOf } from '../../src/visits/visit.ts';
import { book, LANGUAGES } from '../messages/open-messages.ts';

const vectors = JSON.parse(readFileSync(new URL('./visit-hours.vectors.json', import.meta.url), 'utf8')) as (WantedTime & {
  name: string;
  is: string;
})[];
const NOW = new Date('2026-12-24T09:00:00Z');

describe('when a visit may be', () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, { is, ...wanted }) => {
    const found = visitTime(wanted, NOW, book.calendar);
    expect(typeof found === 'string' ? found : `${found.startsAt.toISOString()}/${found.endsAt.toISOString()}`).toBe(is);
  });
});

describe("the quarter hours of a saver's day", () => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 11, 29, 0, minute));

  test('hold the visit and half an hour of way', () => {
    expect(quartersOf({ startsAt: at(60), endsAt: at(120) }).map((quarter) => quarter.toISOString().slice(11, 16))).toEqual([
      '01:00',
      '01:15',
      '01:30',
      '01:45',
      '02:00',
      '02:15',
    ]);
  });

  test('of two visits that overlap, or lie closer than half an hour, always have one in common', () => {
    const visit = fc.record({ start: fc.integer({ min: 0, max: 600 }), minutes: fc.integer({ min: 15, max: 240 }) });
    fc.assert(
      fc.property(visit, visit, (a, b) => {
        const [one, two] = [a, b].map(
          ({ start, minutes }) => new Set(quartersOf({ startsAt: at(start), endsAt: at(start + minutes) }).map(Number)),
        );
        const close = a.start < b.start + b.minutes + 30 && b.start < a.start + a.minutes + 30;
        expect([...(one ?? [])].some((quarter) => two?.has(quarter)) || !close).toBe(true);
      }),
    );
  });
});

describe('what is new for her', () => {
  const visit = { state: 'booked', version: 1, toldVersion: 0, startsAt: NOW, place: 'center' } as const;
  test.each([
    ['a booking', visit, 'visit_booked'],
    ['a booking that she knows', { ...visit, toldVersion: 1 }, undefined],
    ['a move', { ...visit, version: 2, toldVersion: 1 }, 'visit_moved'],
    ['a move of what she never heard of', { ...visit, version: 2 }, 'visit_booked'],
    ['a cancellation', { ...visit, state: 'cancelled', version: 2, toldVersion: 1 }, 'visit_cancelled'],
    ['a cancellation of what she never heard of', { ...visit, state: 'cancelled', version: 2 }, undefined],
  ] as const)('%s', (_name, given, notice) => {
    expect(noticeOf(given)?.notice).toBe(notice);
  });
});

test('the chat has words for it in every language, with no other slots', () => {
  const given = ['{place}', '{when}'];
  for (const lang of LANGUAGES) {
    const { notice } = JSON.parse(readFileSync(new URL(`../../locales/${lang}/chat.json`, import.meta.url), 'utf8')) as {
      notice: Record<string, string>;
    };
    for (const name of ['visit_booked', 'visit_moved', 'visit_cancelled']) {
      for (const text of [notice[name], notice[`${name}_quiet`]]) {
        const slots = text?.match(/\{\w+\}/g) ?? [];
        expect([lang, name, slots.filter((slot) => !given.includes(slot))]).toEqual([lang, name, []]);
        expect(slots).toContain('{when}');
      }
    }
  }
});
