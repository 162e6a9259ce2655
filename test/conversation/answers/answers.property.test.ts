import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AnswerType, LANGS } from '../../../src/conversation/types.ts';
import { addDays } from '../../../src/rules/dates.ts';
import { codesOf, contextOf, kinds, questions, readVectors, understand } from './content.ts';

const TODAY = '2026-11-24';
const ids = Object.keys(questions);
const lang = fc.constantFrom(...LANGS);
const vectorTexts = (Object.keys(kinds) as AnswerType[]).flatMap((type) =>
  Object.values(readVectors(type)).flatMap((vectors) => (vectors ?? []).map((vector) => vector.text)),
);

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4_000 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(fc.constantFrom(...vectorTexts), { maxLength: 40 }).map((parts) => parts.join(' ').slice(0, 4_000)),
  fc.tuple(fc.constantFrom(...vectorTexts), fc.integer({ min: 1, max: 800 })).map(([text, times]) => text.repeat(times).slice(0, 4_000)),
);

describe('any text', () => {
  test.each(ids)('%s gives a result', (id) => {
    const kind = kinds[questions[id]?.type ?? 'text'];
    fc.assert(
      fc.property(anything, lang, fc.constantFrom('2026-11-24', '2028-02-29', '2027-01-01'), (text, chat, today) => {
        const parsed = kind.parse(text, contextOf(id, chat, today));
        expect(typeof parsed.ok).toBe('boolean');
      }),
      { numRuns: 60 },
    );
  });

  test('the same text gives the same result', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ids), anything, lang, (id, text, chat) => {
        expect(understand(id, chat, TODAY, text)).toEqual(understand(id, chat, TODAY, text));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a normal form is its own normal form', () => {
  test('days', () => {
    fc.assert(
      fc.property(lang, fc.integer({ min: -28, max: 252 }), fc.integer({ min: 0, max: 3_600 }), (chat, ahead, age) => {
        const due = addDays(TODAY, ahead) ?? '';
        const birth = addDays(TODAY, -age) ?? '';
        expect(understand('due_date', chat, TODAY, due)).toEqual({ ok: true, value: due, precision: 'day' });
        expect(understand('baby_birth', chat, TODAY, birth)).toEqual({ ok: true, value: birth, precision: 'day' });
      }),
    );
  });

  test('telephone numbers', () => {
    fc.assert(
      fc.property(lang, fc.integer({ min: 0, max: 99_999_999 }), (chat, number) => {
        const value = `+8210${String(number).padStart(8, '0')}`;
        expect(understand('contact', chat, TODAY, value)).toEqual({ ok: true, value: { way: 'phone', value } });
      }),
    );
  });

  test('whole numbers', () => {
    fc.assert(
      fc.property(lang, fc.integer({ min: 22, max: 44 }), fc.integer({ min: 10_000, max: 5_000_000 }), (chat, weeks, won) => {
        expect(understand('birth_weeks', chat, TODAY, String(weeks))).toEqual({ ok: true, value: weeks });
        expect(understand('fund_amount', chat, TODAY, String(won))).toEqual({ ok: true, value: won });
      }),
    );
  });

  test('numbers of options, several at once, in any script', () => {
    const multi = ids.filter((id) => questions[id]?.type === 'multi');
    fc.assert(
      fc.property(
        lang,
        fc.constantFrom(...multi),
        fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0x30, 0xff10, 0xe50, 0x966, 0x17e0),
        fc.constantFrom(', ', ' ', ',', '. ', ' & '),
        (chat, id, numbers, zero, between) => {
          const codes = codesOf(questions[id] ?? { type: 'text' });
          const typed = numbers.map((number) => String.fromCodePoint(zero + number)).join(between);
          const value = numbers.map((number) => codes[number - 1] ?? '').sort();
          expect(understand(id, chat, TODAY, typed)).toEqual({ ok: true, value });
        },
      ),
    );
  });
});

describe('dates as they are written', () => {
  const day = fc.integer({ min: -28, max: 252 }).map((ahead) => addDays(TODAY, ahead) ?? '');

  test('weeks and days of pregnancy', () => {
    const units: Readonly<Record<string, readonly [string, string]>> = {
      ko: ['주 ', '일'],
      en: [' weeks ', ' days'],
      vi: [' tuần ', ' ngày'],
      'zh-CN': ['周', '天'],
      th: [' สัปดาห์ ', ' วัน'],
      ja: ['週', '日'],
      ru: [' недель ', ' дней'],
      uz: [' hafta ', ' kun'],
      mn: [' долоо хоног ', ' хоног'],
      km: [' សប្តាហ៍ ', ' ថ្ងៃ'],
      ne: [' हप्ता ', ' दिन'],
      fil: [' linggo ', ' araw'],
    };
    fc.assert(
      fc.property(lang, fc.integer({ min: 4, max: 43 }), fc.integer({ min: 0, max: 6 }), (chat, weeks, days) => {
        const [week, unit] = units[chat] ?? ['', ''];
        const value = addDays(TODAY, 280 - weeks * 7 - days);
        expect(understand('due_date', chat, TODAY, `${weeks}${week}${days}${unit}`)).toEqual({ ok: true, value, precision: 'day' });
      }),
    );
  });

  test('year, month and day in the order of the language', () => {
    fc.assert(
      fc.property(lang, day, fc.constantFrom('/', '.', '-'), (chat, date, between) => {
        const [year = '', month = '', date2 = ''] = date.split('-');
        const parts = ['ko', 'ja', 'zh-CN', 'mn'].includes(chat) ? [year, month, date2] : [date2, month, year];
        const parsed = understand('due_date', chat, TODAY, parts.join(between));
        const isOpen = chat === 'en' && Number(date2) <= 12 && date2 !== month;
        expect(parsed).toEqual(isOpen ? { ok: false, problem: 'date:ambiguous' } : { ok: true, value: date, precision: 'day' });
      }),
    );
  });
});
