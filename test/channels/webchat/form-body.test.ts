import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readForm } from '../../../src/channels/webchat/form-body.ts';
import { ProblemError } from '../../../src/platform/problem.ts';

describe('readForm', () => {
  test('reads what a browser sends', () => {
    expect([...readForm('id=1&text=%EC%95%88%EB%85%95+%26+hi&choice=a&choice=b&empty=')]).toEqual([
      ['id', ['1']],
      ['text', ['안녕 & hi']],
      ['choice', ['a', 'b']],
      ['empty', ['']],
    ]);
  });

  test('any fields come back as they were sent', () => {
    const field = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 50 }), (fields) => {
        const sent = new URLSearchParams(fields.map(([name, value]) => [name, value]));
        const read = readForm(sent.toString());
        for (const [name, value] of fields) expect(read.get(name)).toContain(value);
      }),
    );
  });

  test('never throws anything but a problem', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (body) => {
        try {
          readForm(body);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
    );
  });

  test.each(['text=%ff', 'text=%C3', 'text=%', '%E0%A4=1', Array.from({ length: 61 }, (_, i) => `f${i}=1`).join('&')])(
    'refuses %p',
    (body) => {
      expect(() => readForm(body)).toThrow(ProblemError);
    },
  );

  test('a name is never more than a key', () => {
    const read = readForm('__proto__=x&constructor=y');
    expect(read.get('__proto__')).toEqual(['x']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
