import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { admit, redact, redactClosely } from '../../src/conversation/redact.ts';

interface Vectors {
  readonly removed: readonly (readonly [typed: string, left: string, rule: string])[];
  readonly kept: readonly string[];
}

const vectors = JSON.parse(readFileSync(new URL('./redact.vectors.json', import.meta.url), 'utf8')) as Vectors;

describe('redact', () => {
  test.each(vectors.removed)('%j leaves %j (%s)', (typed, left, rule) => {
    expect(redact(typed)).toEqual({ text: left, removed: [rule] });
  });

  test.each(vectors.kept)('%j stays as typed', (typed) => {
    expect(redact(typed)).toEqual({ text: typed, removed: [] });
  });
});

const SCRIPTS = [0x30, 0xff10, 0xe50, 0x966, 0x17e0, 0x1810, 0x1040];
const WORDS = '공일이삼사오육칠팔구';
const SEPARATORS = ['', '-', ' ', ' - ', '–', '—', '.', '·', '_', '~', 'ー', '\n', '\u200b', '\u00a0', ' . ', '/', '*', '－'];

/** A registration number with a birthday that exists. */
const registration = fc
  .record({
    year: fc.nat(99),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    kind: fc.integer({ min: 1, max: 8 }),
    rest: fc.nat(999_999),
  })
  .map(
    ({ year, month, day, kind, rest }) =>
      [year, month, day].map((part) => String(part).padStart(2, '0')).join('') + kind + String(rest).padStart(6, '0'),
  );

const written = fc
  .record({
    digits: registration,
    zero: fc.constantFrom(...SCRIPTS),
    words: fc.boolean(),
    separator: fc.constantFrom(...SEPARATORS),
    everywhere: fc.boolean(),
  })
  .map(({ digits, zero, words, separator, everywhere }) => {
    const signs = [...digits].map((digit) => (words ? (WORDS[Number(digit)] ?? '') : String.fromCodePoint(zero + Number(digit))));
    return { digits, typed: everywhere ? signs.join(separator) : signs.slice(0, 6).join('') + separator + signs.slice(6).join('') };
  });

const around = fc.constantFrom('', '주민번호는 ', 'my id ', '제 번호', 'เลข ', '(', '번호: ');
const behind = fc.constantFrom('', '이에요', ' ok', ' 입니다', ')', '요', ' 이고 010-1234-5678');

describe('redact, for all', () => {
  test('no registration number is left, whatever the script and the separators', () => {
    fc.assert(
      fc.property(written, around, behind, ({ typed }, before, after) => {
        const { text, removed } = redact(before + typed + after);
        expect(removed).toContain('P01');
        expect(text).toBe(`${before}[removed]${after}`);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what was redacted once stays the same', () => {
    const pieces = fc.array(
      fc.oneof(
        written.map((w) => w.typed),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom(...vectors.kept),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const once = redact(parts.join(' '));
        expect(redact(once.text)).toEqual({ text: once.text, removed: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('Korean mobile numbers are never touched', () => {
    const mobile = fc.tuple(
      fc.constantFrom('010', '011', '016', '+82 10', '0082 10', '+8210'),
      fc.integer({ min: 0, max: 9999 }),
      fc.integer({ min: 0, max: 9999 }),
      fc.constantFrom('', '-', ' ', '.', ' - '),
    );
    fc.assert(
      fc.property(mobile, fc.constantFrom('', ' 제 번호', ' 2026-12-01', ', 02-123-4567', ' 24주'), ([first, a, b, separator], after) => {
        const typed = [first, String(a).padStart(4, '0'), String(b).padStart(4, '0')].join(separator) + after;
        expect(redact(typed).text).toBe(typed);
      }),
      { numRuns: 2_000 },
    );
  });

  test('any text gives a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (typed) => typeof redact(typed).text === 'string'),
      { numRuns: 200 },
    );
  });
});

describe('admit', () => {
  test('cuts at 4,000 characters, never inside one', () => {
    expect(admit('👶'.repeat(5_000)).text).toBe('👶'.repeat(4_000));
  });

  test('a number across the cut does not come in', () => {
    expect(admit(`${'a'.repeat(3_990)} 900101-2345678`).text).toBe(`${'a'.repeat(3_990)} [removed]`);
  });

  test('composes letters, drops control signs and half characters, keeps lines', () => {
    expect(admit('a\u0300\u0000\u0007\r\nb\ud800').text).toBe('à\nb\ufffd');
  });

  test('a longest text of nothing but numbers is emptied of them', () => {
    const { text } = admit('900101-2345678 '.repeat(2_000));
    expect(text).not.toMatch(/\d{6}/u);
  });
});

/** Signs that stand in numbers, look like them, or stand between them. */
const SIGNS = [
  ...'0123459OoIlLМDSm ABzО일이삼사오육칠팔구공一二六〇٣๕२①½㉑Ⅲ㍿㈠﹣-–+./ー다시원,:',
  '900101',
  '1234567',
  '\u200b',
  '𝟙',
  '🙂',
  '\ud83d',
  'dash',
  '서울 ',
  ' 그리고 ',
];

describe('the quick look before redacting', () => {
  test('misses nothing: what it lets through has no number', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SIGNS), { maxLength: 60 }), (signs) => {
        const text = signs.join('');
        expect(redact(text)).toEqual(redactClosely(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('any text is redacted as by looking closely', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(redact(text)).toEqual(redactClosely(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
