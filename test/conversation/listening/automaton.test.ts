import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Automaton } from '../../../src/conversation/listening/automaton.ts';

const phrase = fc.stringMatching(/^[ab가]{1,5}$/);

test('finds what a search for each phrase finds, ordered by its end', () => {
  fc.assert(
    fc.property(fc.uniqueArray(phrase, { maxLength: 30 }), fc.stringMatching(/^[ab가x]{0,60}$/), (phrases, text) => {
      const found: string[] = [];
      const ends: number[] = [];
      new Automaton(phrases).scan(text, (index, start, end) => {
        found.push(`${phrases[index]} ${start} ${end}`);
        ends.push(end);
      });
      const expected = phrases.flatMap((one) =>
        [...text].flatMap((_, start) => (text.startsWith(one, start) ? [`${one} ${start} ${start + one.length}`] : [])),
      );
      expect(found.toSorted()).toEqual(expected.sort());
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
  );
});

test('many phrases grow its table', () => {
  const phrases = Array.from({ length: 20_000 }, (_, i) => i.toString(36).padStart(4, '~'));
  const found: string[] = [];
  new Automaton(phrases).scan(phrases.join(' '), (index) => found.push(phrases[index] ?? ''));
  expect(found).toEqual(phrases);
});
