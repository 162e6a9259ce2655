import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { type Family, type OpenVisits, openVisits, prepareVisits, WANTED } from './open-visits.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let open: OpenVisits;
let known: Family;

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepareVisits(mongo.db);
  open = await openVisits({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey: newMasterKey() });
  known = await open.family('known');
});
afterAll(async () => {
  await open.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});

const post = (path: string, body: unknown) =>
  request(open.http)
    .post(path)
    .set('x-staff', 'hana')
    .send(body as object);

describe('bad input is refused with a problem document, and nothing is stored', () => {
  const BODIES: readonly (readonly [string, string])[] = [
    ['no JSON', '{"saverId":'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['an empty object', '{}'],
    ['a query in a field', JSON.stringify({ ...WANTED, saverId: { $ne: '' }, version: { $gt: 0 }, reason: { $ne: 1 } })],
    ['a query beside the fields', JSON.stringify({ ...WANTED, $where: '1' })],
    ['a prototype', '{"__proto__":{"admin":true},"saverId":"lan","date":"2027-03-03","time":"10:00","place":"home"}'],
    ['a constructor', '{"constructor":{"prototype":{}},"version":1}'],
    ['a wrong time', JSON.stringify({ ...WANTED, time: '25:00' })],
    ['a wrong date', JSON.stringify({ ...WANTED, date: '2027-13-01' })],
    ['a date with time', JSON.stringify({ ...WANTED, date: '2027-03-03T10:00:00Z' })],
    ['a fraction of a minute', JSON.stringify({ ...WANTED, minutes: 59.5 })],
    ['a month of minutes', JSON.stringify({ ...WANTED, minutes: 43_200 })],
    ['an unknown place', JSON.stringify({ ...WANTED, place: 'moon' })],
    ['a long saver', JSON.stringify({ ...WANTED, saverId: 'x'.repeat(101) })],
    ['a field too many', JSON.stringify({ ...WANTED, note: 'x' })],
    ['a version as text', JSON.stringify({ version: '1', date: '2027-03-03', time: '10:00', reason: 'other' })],
    ['a huge version', '{"version":1e400,"reason":"other"}'],
    ['a body of 1 MB', JSON.stringify({ ...WANTED, saverId: 'x'.repeat(1_000_000) })],
    ['a deep body', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ];
  const PATHS = (referral: string): string[] => [
    `/api/referrals/${referral}/visits`,
    '/api/visits/some-visit/move',
    '/api/visits/some-visit/cancel',
  ];

  test.each(BODIES)('%s', async (_name, body) => {
    const before = await mongo.db.collection('visits').countDocuments();
    for (const path of PATHS(known.referral.id)) {
      const answer = await request(open.http).post(path).set('x-staff', 'hana').set('content-type', 'application/json').send(body);
      expect([path, answer.status >= 400 && answer.status < 500, answer.type]).toEqual([path, true, 'application/problem+json']);
    }
    expect(await mongo.db.collection('visits').countDocuments()).toBe(before);
  });

  test('invalid UTF-8, an unknown encoding and other kinds of bodies', async () => {
    for (const path of PATHS(known.referral.id)) {
      const sent = [
        request(open.http)
          .post(path)
          .set('content-type', 'application/json')
          .serialize(() => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) as unknown as string)
          .send({}),
        request(open.http).post(path).set('content-type', 'application/json; charset=x-none').send('{}'),
        request(open.http).post(path).set('content-type', 'application/json').set('content-encoding', 'none-such').send('{}'),
        request(open.http).post(path).set('content-type', 'text/plain').send('saverId=lan'),
      ];
      for (const answer of await Promise.all(sent.map((one) => one.set('x-staff', 'hana')))) {
        expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      }
    }
  });

  test.each(['$ne', '__proto__', 'constructor', '%00', '%ff', '..%2f..%2fetc', 'a'.repeat(5_000), '{"$gt":""}', '%7B%22%24ne%22%3A1%7D'])(
    'an id such as %.30s',
    async (id) => {
      const asked = [
        post(`/api/referrals/${id}/visits`, WANTED),
        post(`/api/visits/${id}/move`, { version: 1, date: '2027-03-03', time: '10:00' }),
        post(`/api/visits/${id}/cancel`, { version: 1, reason: 'other' }),
        request(open.http).get(`/calendar/${id}.ics`).set('x-staff', 'hana'),
        request(open.http).get(`/calendar/${id}`).set('x-staff', 'hana'),
      ];
      for (const answer of await Promise.all(asked)) expect([id, answer.status >= 400 && answer.status < 500]).toEqual([id, true]);
    },
  );
});
