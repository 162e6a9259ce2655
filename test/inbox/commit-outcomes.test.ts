import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BulkWriteResult, MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { commitOutcomes } from '../../src/inbox/commit-outcomes.ts';

/** The error that the driver throws for an unordered bulk, from what the server says about each document. */
function bulkError(writeErrors: readonly { index: number; code: number }[], concern: boolean): MongoBulkWriteError {
  const result = { getWriteConcernError: () => (concern ? { code: 64 } : undefined) } as unknown as BulkWriteResult;
  const said = { message: 'refused', code: writeErrors[0]?.code ?? 64, writeErrors };
  return new MongoBulkWriteError(said as never, result);
}

const DUPLICATE = 11000;
const size = fc.integer({ min: 1, max: 200 });

describe('what one write did to each turn', () => {
  test('no error: all stored', () => {
    fc.assert(fc.property(size, (count) => commitOutcomes(null, count).every((outcome) => outcome === 'stored')));
  });

  test('an error for some documents is an error for these only', () => {
    const failures = size.chain((count) =>
      fc.record({
        count: fc.constant(count),
        codes: fc.dictionary(fc.integer({ min: 0, max: count - 1 }).map(String), fc.constantFrom(DUPLICATE, 91, 189, 50, 121), {
          minKeys: 1,
        }),
      }),
    );
    fc.assert(
      fc.property(failures, ({ count, codes }) => {
        const listed = Object.entries(codes).map(([index, code]) => ({ index: Number(index), code }));
        const outcomes = commitOutcomes(bulkError(listed, false), count);
        expect(outcomes).toEqual(
          Array.from({ length: count }, (_, i) => {
            const code = codes[String(i)];
            return code === undefined ? 'stored' : code === DUPLICATE ? 'taken' : 'unknown';
          }),
        );
      }),
    );
  });

  test('without the majority nothing counts as stored', () => {
    fc.assert(
      fc.property(size, fc.boolean(), (count, refused) => {
        const outcomes = commitOutcomes(bulkError(refused ? [{ index: 0, code: DUPLICATE }] : [], true), count);
        expect(outcomes.includes('stored')).toBe(false);
        expect(outcomes.length).toBe(count);
      }),
    );
  });

  test('any other error leaves all unknown', () => {
    const errors = [
      new MongoNetworkError('connection 7 closed'),
      new MongoServerError({ code: 10107, errmsg: 'not primary' }),
      bulkError([], false),
      new Error('anything'),
      'not even an error',
      undefined,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...errors), fc.integer({ min: 2, max: 50 }), (error, count) => {
        expect(commitOutcomes(error, count)).toEqual(Array.from({ length: count }, () => 'unknown'));
      }),
    );
  });

  test('a refusal of a single document may come plainly', () => {
    const refusal = new MongoServerError({ code: DUPLICATE, errmsg: 'E11000' });
    expect(commitOutcomes(refusal, 1)).toEqual(['taken']);
    expect(commitOutcomes(refusal, 2)).toEqual(['unknown', 'unknown']);
  });

  test('an index that is not of this batch changes nothing', () => {
    expect(commitOutcomes(bulkError([{ index: 9, code: DUPLICATE }], false), 2)).toEqual(['stored', 'stored']);
  });
});
