import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { NOW, openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';
import { until } from './until.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let one: OpenReferrals;
let conversation: string;
const masterKey = newMasterKey();

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepare(mongo.db);
  one = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
});
afterAll(async () => {
  await one.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});
beforeEach(() => {
  conversation = `web-${randomUUID()}`;
  one.clock.set(NOW);
});
afterEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
});

const minutes = (count: number): void => one.clock.set(new Date(NOW.getTime() + count * 60_000));
const rings = async () =>
  (await one.ledger('alert_ring'))
    .map(({ _id }) =>
      _id
        .split('.')
        .filter((_part, i) => i === 2 || i === 4)
        .join(' '),
    )
    .toSorted();
const alert = async () => {
  const [first, ...more] = await one.alerts();
  expect(more).toEqual([]);
  if (!first) throw new Error('no alert');
  return first;
};

describe('an alert', () => {
  test('rings all on call every five minutes, the supervisor too from the 15th and the duty lead from the 30th on', async () => {
    await one.says(conversation, 'danger S01 S09');
    const rungs: string[] = [];
    for (let minute = 0; minute <= 35; minute += 1) {
      minutes(minute);
      if ((await one.scan('alert_rings'))['alert_rings'] === 1) rungs.push(`${minute} ${(await alert()).rung}`);
    }
    expect(rungs).toEqual(['0 on_call', '5 on_call', '10 on_call', '15 supervisor', '20 supervisor', '25 supervisor', '30 hq', '35 hq']);
    expect(await rings()).toEqual([
      ...['1', '2', '3'].flatMap((ring) => [`${ring} duri`, `${ring} hana`]),
      ...['4', '5', '6'].flatMap((ring) => [`${ring} duri`, `${ring} hana`, `${ring} sena`]),
      ...['7', '8'].flatMap((ring) => [`${ring} daon`, `${ring} duri`, `${ring} hana`, `${ring} sena`]),
    ]);
  });

  test('says code, level, S-ids, language and link, and nothing of her', async () => {
    await one.says(conversation, 'danger S01');
    await one.scan('alert_rings');
    const [row] = await one.ledger('alert_ring');
    const { code } = await alert();
    expect(row).toMatchObject({ text: { params: { code, level: 'emergency', rules: 'S01', language: 'vi' } } });
    const stored = JSON.stringify(await mongo.db.collection('alerts').find().toArray());
    expect(stored).not.toContain(conversation);
  });

  test('rings once however many ask at once', async () => {
    await one.says(conversation, 'danger S01');
    await Promise.all(Array.from({ length: 6 }, () => one.scan('alert_rings')));
    expect((await alert()).rings).toBe(1);
    expect(await rings()).toEqual(['1 duri', '1 hana']);
  });

  test('is rung by the worker at once, and again after its time', async () => {
    const worker = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
    worker.referrals.workers(worker.queues);
    await one.says(conversation, 'danger S01');
    const { _id: id } = await until(async () => (await one.alerts()).find((found) => found.rings === 1));
    // The job of the next ring waits in Redis, with nothing but ids.
    const key = await until(async () => (await redis.redis.keys('*')).find((name) => name.endsWith(`alert.${id}.1.1`)));
    expect(await redis.redis.hget(key, 'data')).toBe(JSON.stringify({ alert: id, raised: 1, rings: 1, again: 0 }));
    await worker.close();
  });

  test('rings in the chat process itself while Redis is away', async () => {
    const alone = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
    await alone.queues.close();
    await alone.says(conversation, 'danger S01');
    expect((await alert()).rings).toBe(1);
    await alone.close();
  });

  test('is one a case: new ids are added and ring again, also when somebody had it', async () => {
    await one.says(conversation, 'danger S05');
    await one.scan('alert_rings');
    minutes(1);
    await one.say(conversation, 'danger S01');
    expect(await alert()).toMatchObject({ rules: ['S01', 'S05'], raised: 2 });
    await one.scan('alert_rings');
    expect((await alert()).rings).toBe(2);
    await supertest(one.app('hana'))
      .post(`/api/alerts/${(await alert())._id}/acknowledge`)
      .send({});
    minutes(40);
    await one.say(conversation, 'danger S02');
    expect(await alert()).toMatchObject({ rules: ['S01', 'S02', 'S05'], acknowledgedBy: null, rung: 'on_call' });
    await one.scan('alert_rings');
    expect(await alert()).toMatchObject({ rings: 3, rung: 'on_call' });
  });
});

describe('acknowledging', () => {
  test('stops the ringing, is noted once with name and time, and calls that are not sent yet are void', async () => {
    await one.says(conversation, 'danger S01');
    await one.scan('alert_rings');
    const { _id: id } = await alert();
    minutes(2);
    for (const who of ['duri', 'hana'] as const) {
      expect((await supertest(one.app(who)).post(`/api/alerts/${id}/acknowledge`).send({})).status).toBe(200);
    }
    const list = await supertest(one.app('sena')).get('/api/alerts');
    expect(list.body.items).toEqual([
      expect.objectContaining({ id, acknowledgedBy: 'Name of duri', acknowledgedAt: '2026-11-10T01:02:00.000Z' }),
    ]);
    expect(await mongo.db.collection('audit').countDocuments({ action: 'alert_acknowledged' })).toBe(1);
    minutes(60);
    expect(await one.scan('alert_rings')).toEqual({ alert_rings: 0 });
    const sent = one.mails.length;
    await one.messages.deliver(`${id}.alert_ring.1.email.hana`);
    expect(one.mails).toHaveLength(sent);
  });

  test('comes with accepting the referral', async () => {
    await one.says(conversation, 'danger S01', 'consent', 'refer emergency T01');
    await one.scan('alert_rings', 'handovers');
    const queue = await supertest(one.app('hana')).get('/api/referrals');
    expect(queue.body.items[0]).toMatchObject({ level: 'emergency', alert: { acknowledged: false, rules: ['S01'] } });
    const { id, version } = queue.body.items[0];
    await supertest(one.app('hana')).post(`/api/referrals/${id}/accept`).send({ version });
    expect(await alert()).toMatchObject({ acknowledgedBy: 'hana', referralId: id, nextRingAt: null });
  });
});

describe('without consent', () => {
  test('an alert goes after 72 hours; with it, it stays', async () => {
    await one.says(conversation, 'danger S01');
    const other = `web-${randomUUID()}`;
    await one.says(other, 'danger S02', 'consent');
    minutes(72 * 60 - 1);
    expect(await one.scan('alerts_over')).toEqual({ alerts_over: 0 });
    minutes(72 * 60);
    expect(await one.scan('alerts_over')).toEqual({ alerts_over: 1 });
    expect((await alert()).rules).toEqual(['S02']);
  });

  test('of somebody forgotten it keeps code, S-ids, the sealed handle and the time, and still rings', async () => {
    await one.says(conversation, 'danger S01', 'forget keep');
    const kept = await alert();
    expect(kept).toMatchObject({
      personId: null,
      referralId: null,
      lang: null,
      rules: ['S01'],
      deleteAt: new Date('2026-11-13T01:00:00Z'),
    });
    minutes(5);
    expect(await one.scan('alert_rings')).toEqual({ alert_rings: 1 });
  });

  test('of somebody who withdrew without danger nothing stays', async () => {
    await one.says(conversation, 'danger S01', 'forget');
    expect(await one.alerts()).toEqual([]);
    minutes(5);
    expect(await one.scan('alert_rings')).toEqual({ alert_rings: 0 });
  });
});
