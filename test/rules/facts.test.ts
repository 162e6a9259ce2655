import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addMonths, completedMonths, computeFacts, FACTS, type FactInput, type Facts } from '../../src/rules/index.ts';
import { vectors } from './book.ts';

interface FactVector {
  readonly title: string;
  readonly now: string;
  readonly answers: FactInput['answers'];
  readonly safety?: string[];
  readonly facts: Facts;
}

test.each(vectors<FactVector[]>('facts').map((vector): [string, FactVector] => [vector.title, vector]))(
  '%s',
  (_title, { now, answers, safety = [], facts }) => {
    expect(computeFacts({ answers, now, lang: 'ko', safety })).toMatchObject(facts);
  },
);

test('every computed fact is declared, so that a condition may name it', () => {
  expect(
    Object.keys(computeFacts({ answers: {}, now: '2026-11-24T09:00:00+09:00', lang: 'vi', safety: [] })).filter((name) => !(name in FACTS)),
  ).toEqual([]);
});

test('what is no instant is refused', () => {
  expect(() => computeFacts({ answers: {}, now: 'today', lang: null, safety: [] })).toThrow(RangeError);
});

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('a month later is one completed month, the day before it is none', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 60 }), (birth, months) => {
      const then = addMonths(birth, months) ?? '';
      expect(completedMonths(birth, then)).toBe(months);
      const before = new Date(Date.parse(then) - 86_400_000).toISOString().slice(0, 10);
      expect(completedMonths(birth, before)).toBe(months - 1);
    }),
  );
});
