import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandStartedEvent, Document } from 'mongodb';
import { MongoClient } from 'mongodb';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let watched: MongoClient;
let one: OpenReferrals;
const asked: Document[] = [];

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepare(mongo.db);
  watched = new MongoClient(mongo.url, { monitorCommands: true, ignoreUndefined: true });
  watched.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (['find', 'delete', 'aggregate'].includes(commandName)) asked.push(command);
  });
  one = await openReferrals({
    db: watched.db(mongo.db.databaseName),
    client: watched,
    redisUrl: redis.url,
    prefix: redis.prefix,
    masterKey: newMasterKey(),
  });
});
afterAll(async () => {
  await one.close();
  await watched.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});

describe('the net', () => {
  test('finds what is due by index: nothing else is looked at, however much there is', async () => {
    for (let i = 0; i < 3; i += 1) await one.says(`web-${randomUUID()}`, 'consent', 'danger S01', 'refer standard_7d');
    await one.scan();
    asked.length = 0;
    await one.scan();
    await one.referrals.counts();
    const queries = asked.filter(({ find, delete: remove, aggregate }) =>
      ['referrals', 'alerts'].includes(String(find ?? remove ?? aggregate)),
    );
    expect(queries.length).toBeGreaterThanOrEqual(9);
    for (const { lsid: _lsid, $db: _db, $clusterTime: _time, txnNumber: _txn, ...command } of queries) {
      const plan = await mongo.db.command({ explain: command, verbosity: 'executionStats' });
      expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
      if (command['find'] || command['delete']) expect(plan['executionStats']).toMatchObject({ totalDocsExamined: 0 });
    }
  });
});
