import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign, type Candidate } from '../../src/referrals/assign.ts';

const one = (id: string, load: number, languages: readonly string[], districts: readonly string[]): Candidate => ({
  load,
  member: { id, languages, districts, name: id, email: '', role: 'case_manager', organisationId: 'centre', locale: 'ko', active: true },
});

describe('who gets a referral', () => {
  const wanted = { district: 'namdong', lang: 'vi' };
  test.each([
    ['nobody there', [], null],
    [
      'the district before the language',
      [one('a', 9, ['ko'], ['namdong']), one('b', 0, ['vi'], ['seo'])],
      ['a', 'district', 'needs_interpreter', 'load:9'],
    ],
    [
      'the language before the load',
      [one('a', 9, ['vi'], ['namdong']), one('b', 0, ['ko'], ['namdong'])],
      ['a', 'district', 'language', 'load:9'],
    ],
    [
      'the load among equals',
      [one('a', 2, ['vi'], ['namdong']), one('b', 1, ['vi'], ['namdong'])],
      ['b', 'district', 'language', 'load:1'],
    ],
    ['the lowest id among equals', [one('b', 1, ['vi'], []), one('a', 1, ['vi'], [])], ['a', 'all_districts', 'language', 'load:1']],
    ['somebody in any case', [one('a', 0, ['ko'], ['seo'])], ['a', 'other_district', 'needs_interpreter', 'load:0']],
  ])('%s', (_name, candidates, expected) => {
    const chosen = assign(candidates, wanted);
    expect(chosen && [chosen.staffId, ...chosen.why]).toEqual(expected);
  });

  test('without a district, who covers all comes first', () => {
    expect(assign([one('a', 0, ['vi'], ['namdong']), one('b', 5, ['ko'], [])], { district: null, lang: 'vi' })?.staffId).toBe('b');
  });

  test('does not depend on the order in which they are named', () => {
    const candidate = fc.record({
      load: fc.nat(3),
      languages: fc.subarray(['ko', 'vi', 'en']),
      districts: fc.subarray(['namdong', 'seo']),
    });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1, maxLength: 6 }), (drawn) => {
        const all = drawn.map(({ load, languages, districts }, i) => one(`s${i}`, load, languages, districts));
        expect(assign(all.toReversed(), wanted)).toEqual(assign(all, wanted));
      }),
    );
  });
});
