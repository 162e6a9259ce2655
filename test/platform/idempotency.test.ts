import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createHmacs } from '../../src/platform/hmac.ts';
import { createIdempotency, idempotencyIndexes, type Idempotency } from '../../src/platform/idempotency.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { ProblemError } from '../../src/platform/problem.ts';
import { type TestMongo, withMongo } from '../services.ts';

let mongo: TestMongo;
let once: Idempotency['once'];
let done: string[];

beforeAll(async () => {
  mongo = await withMongo();
  await ensureIndexes(mongo.db, [idempotencyIndexes], silentLog);
  ({ once } = createIdempotency(mongo.db, createHmacs(Buffer.alloc(32, 7))));
});
beforeEach(async () => {
  done = [];
  await mongo.db.collection('idempotency').deleteMany({});
});
afterAll(() => mongo.drop());

const work = (name: string) => async () => {
  done.push(name);
  return { status: 201, body: { secret: name } };
};
const asked = { sender: 'hana', key: 'a-key-of-hers', request: ['post', '/api/x', '{}'] };
const slugOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.fields.slug : String(error)),
  );

test('the same request under the same key is done once and answered the same', async () => {
  expect(await once(asked, work('first'))).toEqual({ status: 201, body: { secret: 'first' }, again: false });
  expect(await once(asked, work('second'))).toEqual({ status: 201, body: { secret: 'first' }, again: true });
  expect(done).toEqual(['first']);
});

test('a key belongs to one sender and to one request', async () => {
  await once(asked, work('first'));
  expect((await once({ ...asked, sender: 'duri' }, work('of another'))).again).toBe(false);
  expect(await slugOf(once({ ...asked, request: ['post', '/api/y', '{}'] }, work('other')))).toBe('idempotency-key-reused');
  expect(done).toEqual(['first', 'of another']);
});

test('twenty at once: one is done, the others are told that it runs or get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => slugOf(once(asked, work(String(i))))));
  expect(done).toHaveLength(1);
  for (const answer of answers) expect(['done', 'still-running']).toContain(answer);
});

test('what failed may be sent again', async () => {
  await expect(once(asked, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect((await once(asked, work('now'))).again).toBe(false);
});

test('a request whose process died frees its key after a minute', async () => {
  await once(asked, work('first'));
  const stuck = mongo.db.collection('idempotency');
  await stuck.updateMany({}, { $set: { answer: null, startedAt: new Date() } });
  expect(await slugOf(once(asked, work('second')))).toBe('still-running');
  await stuck.updateMany({}, { $set: { startedAt: new Date(Date.now() - 61_000) } });
  expect((await once(asked, work('third'))).body).toEqual({ secret: 'third' });
});

test('nothing of the answer or the key can be read in the database', async () => {
  await once(asked, work('words of hers'));
  const text = JSON.stringify(await mongo.db.collection('idempotency').find({}).toArray());
  expect(text).not.toContain('words of hers');
  expect(text).not.toContain(Buffer.from('words of hers').toString('base64'));
  expect(text).not.toContain('a-key-of-hers');
});
