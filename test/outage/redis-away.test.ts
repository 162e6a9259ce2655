import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { Family } from '../e2e/family.ts';
import { until } from '../e2e/running.ts';
import { type TestMongo, withMongo } from '../services.ts';
import { type Centre, liveALittle, openCentre } from '../verify/centre.ts';
import { say } from './chat.ts';
import { ownRedis, type OwnService } from './own-services.ts';

let redis: OwnService;
let mongo: TestMongo;
let data: string;
let centre: Centre;

beforeAll(async () => {
  [redis, mongo, data] = await Promise.all([ownRedis(), withMongo(), mkdtemp(join(tmpdir(), 'firststep-outage-'))]);
  centre = await openCentre({ mongoUrl: mongo.url, redisUrl: redis.url, data });
  await liveALittle(centre);
}, 240_000);

afterAll(async () => {
  redis.signal('SIGCONT');
  await centre.close();
  await Promise.all([redis.remove(), mongo.drop(), rm(data, { recursive: true, force: true })]);
}, 60_000);

/** Rows of the ledger that are due later, and those of them that have a job in Redis now. */
async function future(): Promise<{ rows: string[]; jobs: string[] }> {
  const rows = await mongo.db
    .collection<{ _id: string; requeues: number }>('deliveries')
    .find({ stage: 'waiting', due: { $gt: new Date('2026-12-26T02:00:00Z') } })
    .toArray();
  const queue = new Queue('deliveries', { connection: { url: redis.url, maxRetriesPerRequest: 1 }, prefix: '{firststep}' });
  const delayed = await queue.getDelayed();
  await queue.close();
  const ids = delayed.map((job) => String((job.data as { delivery: string }).delivery));
  return { rows: rows.map(({ _id }) => _id).sort(), jobs: [...new Set(ids)].filter((id) => rows.some(({ _id }) => _id === id)).sort() };
}

const isWhole = async (): Promise<boolean> => {
  const { rows, jobs } = await future();
  return rows.length > 0 && rows.length === jobs.length;
};

async function bare<T>(work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(redis.url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

test('a booked visit has its reminders in the queue', async () => {
  await until('the jobs', isWhole);
});

describe('the chat goes on', () => {
  for (const [how, goes, comes] of [
    ['killed', () => redis.kill(), () => redis.start()],
    ['stopped, with its connections open', async () => redis.signal('SIGSTOP'), async () => redis.signal('SIGCONT')],
  ] as const) {
    test(`while Redis is ${how}`, async () => {
      const family = new Family(centre.url);
      await family.send({ locale: 'en' });
      await goes();
      for (const text of ['no', 'yes', 'myself']) expect((await say(centre.url, { text, token: family.token })).status).toBe(200);
      await comes();
      await until('the jobs', async () => {
        await centre.firstStep.reconcile();
        return isWhole();
      });
    }, 60_000);
  }
});

describe('what Redis loses comes back before it is due', () => {
  test('everything flushed', async () => {
    await bare((client) => client.flushall());
    expect((await future()).jobs).toEqual([]);
    // After the outage above its connection to Redis may still be coming back; a pass without one does nothing.
    await until('the jobs', async () => {
      await centre.firstStep.reconcile();
      return isWhole();
    });
  });

  test('an old copy restored, in which the jobs of today are done or missing', async () => {
    const copy = join(data, 'old-redis');
    await bare(async (client) => {
      // The old copy: everything of ours is gone from it, but it bears a mark that was once right.
      const mark = await client.get('{firststep}:generation');
      await client.flushall();
      await client.set('{firststep}:generation', mark ?? '');
    });
    await redis.kill();
    await cp(join(redis.data, 'redis'), copy, { recursive: true });
    await redis.start();
    await until('the jobs', async () => {
      await centre.firstStep.reconcile();
      return isWhole();
    });
    // The same server process, the old content: only the mark can tell.
    const restored = await bare(async (client) => {
      const mark = await client.get('{firststep}:generation');
      await centre.firstStep.reconcile();
      await centre.firstStep.reconcile();
      await client.flushall();
      await client.set('{firststep}:generation', mark ?? '');
      return mark;
    });
    expect(restored).not.toBeNull();
    expect((await future()).jobs).toEqual([]);
    await centre.firstStep.reconcile();
    expect(await isWhole()).toBe(true);
  }, 60_000);

  test('a reminder that came back is sent once', async () => {
    await centre.setClock('2026-12-28T10:00:05+09:00');
    const sent = () =>
      mongo.db.collection('deliveries').countDocuments({ audience: 'family', kind: 'family_1d', state: { $in: ['sent', 'seen'] } });
    await until('the reminder', async () => (await sent()) === 1);
    await bare((client) => client.flushall());
    await centre.firstStep.reconcile();
    await centre.firstStep.reconcile();
    expect(await sent()).toBe(1);
  });
});
