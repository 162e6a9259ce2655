import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import type { ReferralDocument } from '../../src/referrals/referral.ts';
import { withMongo, withRedis } from '../services.ts';
import { openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let after: OpenReferrals;
let acknowledged: string[];
/** How long MongoDB keeps a transaction of a process that is gone. */
let lifetime: number;
const masterKey = newMasterKey();
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const setLifetime = (seconds: number) => mongo.client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });

/** Runs a process that takes intakes, and kills it some milliseconds after it has acknowledged `count` of them. */
function killedAfter(count: number, later: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      here('../inbox/run-typescript.mjs'),
      here('kill-child.ts'),
      mongo.url,
      mongo.db.databaseName,
      redis.url,
      redis.prefix,
      masterKey,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let out = '';
  let trouble = '';
  child.stderr.on('data', (bytes: Buffer) => {
    trouble += bytes.toString();
  });
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString();
    if (out.split('\n').length > count) setTimeout(() => child.kill('SIGKILL'), later);
  });
  return new Promise((resolve, reject) => {
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the child ended by itself: ${trouble.slice(0, 2_000)}`));
      resolve(out.split('\n').slice(0, -1));
    });
  });
}

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepare(mongo.db);
  lifetime = Number((await setLifetime(3))['was']);
  acknowledged = [];
  for (const [count, later] of [
    [1, 0],
    [3, 3],
    [5, 11],
    [8, 23],
    [4, 7],
  ] as const)
    acknowledged.push(...(await killedAfter(count, later)));
  after = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
  // The net alone, as after a start on an empty Redis, until it finds nothing left.
  await redis.redis.flushdb();
  // The leases of the killed ones end by themselves; the test does not wait for it.
  await mongo.db.collection('leases').deleteMany({});
  const stuck = mongo.db.collection('stuck_effects');
  do {
    await stuck.updateMany({}, { $set: { nextAt: new Date(0) } });
    await after.inbox.reconcile();
    await after.inbox.settled();
    await after.scan();
  } while ((await stuck.countDocuments()) > 0 || (await mongo.db.collection('referrals').countDocuments({ status: 'submitted' })) > 0);
}, 120_000);
afterAll(async () => {
  await after.close();
  await setLifetime(lifetime);
  await Promise.all([mongo.drop(), redis.drop()]);
});

describe('a process that is killed at any point of the hand-over', () => {
  test('has lost no referral of an acknowledged intake, and made none twice', async () => {
    expect(acknowledged.length).toBeGreaterThan(20);
    for (const conversation of acknowledged)
      expect([conversation, await mongo.db.collection('referrals').countDocuments({ conversation })]).toEqual([conversation, 1]);
  });

  test('has handed over each exactly once: one note, one ledger row', async () => {
    const rows = (await after.ledger('referral_assigned')).map(({ _id }) => _id.split('.')[0]);
    for (const conversation of acknowledged) {
      const referral = (await after.of(conversation)) as ReferralDocument;
      expect(referral.history.map(({ what }) => what)).toEqual(['submitted', 'assigned']);
      expect(rows.filter((id) => id === referral._id)).toHaveLength(1);
      expect(referral.version).toBe(2);
    }
  });

  test('has left one alert a case, which rang', async () => {
    const alerts = await after.alerts();
    for (const conversation of acknowledged) {
      const referral = await after.of(conversation);
      const own = alerts.filter(({ referralId }) => referralId === referral?._id);
      expect(own).toHaveLength(1);
      expect(own[0]?.rings).toBe(1);
      expect(own[0]?.history.map(({ what }) => what)).toEqual(['raised']);
    }
  });
});
