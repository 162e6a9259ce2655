import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { Presence } from '../../src/contract/queue.ts';
import { arrives, forAllTests, id, mongo, one } from './centre.ts';
import type { STAFF } from './open-referrals.ts';
import { until } from './until.ts';

type Who = keyof typeof STAFF;

/** The database forgets old signs by its own clock: these are of tomorrow, so that none is old while the test runs. */
const NOW = new Date(Date.now() + 24 * 3_600_000);

forAllTests();
beforeAll(() => arrives('refer urgent_24h T10'));
beforeEach(async () => {
  one.realClock.set(NOW);
  await mongo.db.collection('presence').deleteMany({});
});

const sign = async (who: Who, here = true): Promise<number> =>
  (await supertest(one.app(who)).post(`/api/referrals/${id}/presence`).send({ here })).status;
const seenBy = async (who: Who): Promise<Presence[]> =>
  Presence.array().parse((await supertest(one.app(who)).get('/api/presence')).body.items);
const later = (seconds: number): void => one.realClock.set(new Date(NOW.getTime() + seconds * 1_000));
const people = async (who: Who): Promise<string[]> => (await seenBy(who)).flatMap((seen) => seen.people.map(({ name }) => name));

describe('who has a referral open', () => {
  test('is seen by colleagues by name, not by oneself, and not elsewhere', async () => {
    await sign('hana');
    await sign('sena');
    expect(await seenBy('duri')).toEqual([
      {
        referralId: id,
        people: [
          { id: 'hana', name: 'Name of hana' },
          { id: 'sena', name: 'Name of sena' },
        ],
      },
    ]);
    expect(await people('hana')).toEqual(['Name of sena']);
    expect(await seenBy('other')).toEqual([]);
    expect(await seenBy('lan')).toEqual([]);
  });

  test('is gone when it is closed, and 30 seconds after the last sign', async () => {
    await sign('hana');
    await sign('sena');
    await sign('sena', false);
    expect(await people('duri')).toEqual(['Name of hana']);
    later(20);
    await sign('hana');
    later(50);
    expect(await people('duri')).toEqual(['Name of hana']);
    later(51);
    expect(await people('duri')).toEqual([]);
  });

  test('is told to open pages when somebody comes or goes, not with every sign', async () => {
    const heard = (): number => one.news.filter((news) => news.type === 'presence' && news.id === id).length;
    one.news.length = 0;
    await sign('hana');
    later(10);
    await sign('hana');
    await sign('hana', false);
    await sign('hana', false);
    await until(() => heard() === 2);
    later(60);
    await sign('hana');
    later(100);
    await sign('hana');
    await until(() => heard() === 4);
  });

  test('is nobody without business there', async () => {
    expect(await Promise.all((['lan', 'bareum', 'other'] as const).map((who) => sign(who)))).toEqual([404, 404, 404]);
    expect(await mongo.db.collection('presence').countDocuments()).toBe(0);
    expect((await supertest(one.app('hana')).post(`/api/referrals/${id}/presence`).send({ here: 'yes' })).status).toBe(400);
  });
});
