import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNeedles } from '../../src/platform/needles.ts';
import { plainWords } from '../../src/platform/secrets.verify.ts';

describe('needles', () => {
  test('finds exactly what indexOf finds', () => {
    const letter = fc.constantFrom('a', 'b', '가');
    const word = fc.string({ unit: letter, minLength: 4, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.string({ unit: letter, maxLength: 200 }), (words, text) => {
        const bytes = Buffer.from(text);
        const wanted = words.flatMap((one, i) => (bytes.includes(one) ? [i] : []));
        expect(
          createNeedles(words)
            .in(bytes)
            .sort((a, b) => a - b),
        ).toEqual(wanted);
      }),
    );
  });

  test('refuses what would be found by chance', () => {
    expect(() => createNeedles(['long enough', 'abc'])).toThrow(RangeError);
  });

  test('none find nothing', () => {
    expect(createNeedles([]).in(Buffer.from('anything'))).toEqual([]);
  });
});

describe('words in clear', () => {
  for (const [value, paths] of [
    [{ code: 'FS-2A3B4', level: 'urgent_24h', when: '2026-12-29T01:00:00.000Z' }, []],
    [{ a: { b: ['ok', '아기'] } }, ['a.b']],
    [{ a: '01012345678' }, ['a']],
    [{ a: '010-1234-5678', b: '+821012345678', c: '900101-1234567' }, ['a', 'b', 'c']],
    [{ a: '9901012345678123', b: new Date(), c: Buffer.from('아기') }, []],
    [{ id: '1f0c6a0e-3b1c-4d52-9a77-01012345678a', hash: 'x01012345678', ref: 'FS-01012345678' }, []],
    [{ a: 'Nguyễn' }, ['a']],
  ] as const) {
    test(`${JSON.stringify(value)}`, () => {
      expect(plainWords(value)).toEqual(paths);
    });
  }
});
