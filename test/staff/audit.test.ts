import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SteppedClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { createAudit } from '../../src/staff/audit.store.ts';
import { staffIndexes } from '../../src/staff/index.ts';
import { withMongo } from '../services.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
const clock = new SteppedClock(new Date('2026-11-10T01:00:00Z'));
const entry = (n: number) => ({ who: 'hana', action: 'referral_read', subject: 'referral', subjectId: `r${n}`, fields: ['stage'] });
const links = () => mongo.db.collection<{ _id: number }>('audit');

beforeAll(async () => {
  mongo = await withMongo();
  await ensureIndexes(mongo.db, staffIndexes, silentLog);
});
afterAll(() => mongo.drop());
beforeEach(() => links().deleteMany({}));

/** Appends inside a transaction, as decisions do. */
const inTransaction = (audit: ReturnType<typeof createAudit>, n: number) =>
  mongo.client.withSession((session) =>
    session.withTransaction(async (tx) => audit.append(entry(n), tx), {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    }),
  );

describe('the audit chain', () => {
  test('is empty and whole at first', async () => {
    expect(await createAudit(mongo.db, clock).verifyChain()).toEqual({ length: 0, head: null, broken: null });
  });

  test('holds every entry of many writers at once, in processes and transactions, without a hole', async () => {
    const processes = Array.from({ length: 3 }, () => createAudit(mongo.db, clock));
    const written: Promise<unknown>[] = [];
    for (let n = 0; n < 40; n += 1) {
      const audit = processes[n % 3] as (typeof processes)[number];
      written.push(n % 4 === 0 ? inTransaction(audit, n) : audit.append(entry(n)));
    }
    await Promise.all(written);
    expect(await createAudit(mongo.db, clock).verifyChain()).toMatchObject({ length: 40, broken: null });
    expect(new Set((await links().find().toArray()).map((link) => (link as unknown as { subjectId: string }).subjectId)).size).toBe(40);
  });

  test('leaves no entry of a transaction that was taken back', async () => {
    const audit = createAudit(mongo.db, clock);
    await audit.append(entry(1));
    const aborted = mongo.client.withSession((session) =>
      session.withTransaction(async (tx) => {
        await audit.append(entry(2), tx);
        throw new Error('changed my mind');
      }),
    );
    await expect(aborted).rejects.toThrow('changed my mind');
    await audit.append(entry(3));
    expect(await audit.verifyChain()).toMatchObject({ length: 2, broken: null });
  });

  test.each([
    ['a changed entry', { seq: 3, why: 'changed' }, () => links().updateOne({ _id: 3 }, { $set: { who: 'nobody' } })],
    ['another time', { seq: 2, why: 'changed' }, () => links().updateOne({ _id: 2 }, { $set: { at: new Date(0) } })],
    ['other fields', { seq: 4, why: 'changed' }, () => links().updateOne({ _id: 4 }, { $set: { fields: [] } })],
    ['an entry that is gone', { seq: 4, why: 'missing' }, () => links().deleteOne({ _id: 3 })],
    ['a first entry that is gone', { seq: 2, why: 'missing' }, () => links().deleteOne({ _id: 1 })],
    ['a new hash', { seq: 3, why: 'unchained' }, () => links().updateOne({ _id: 3 }, { $set: { previous: 'x' } })],
  ])('sees %s', async (_name, broken, breakIt) => {
    const audit = createAudit(mongo.db, clock);
    for (let n = 1; n <= 5; n += 1) await audit.append(entry(n));
    await breakIt();
    expect(await audit.verifyChain()).toMatchObject({ length: broken.why === 'missing' ? expect.any(Number) : broken.seq - 1, broken });
  });
});
