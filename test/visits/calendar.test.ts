import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import request from 'supertest';
import { CalendarFeed } from '../../src/contract/visits.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { withMongo, withRedis } from '../services.ts';
import { BASE, type OpenVisits, openVisits, prepareVisits, STAFF, WANTED } from './open-visits.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let open: OpenVisits;

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepareVisits(mongo.db);
  open = await openVisits({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey: newMasterKey() });
});
afterAll(async () => {
  await open.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});

const pathOf = (body: unknown): string => CalendarFeed.parse(body).url.slice(BASE.length);
const feedOf = async (staff: string): Promise<string> => pathOf((await request(open.http).get('/api/calendar').set('x-staff', staff)).body);
const rotate = (staff: string) => request(open.http).post('/api/calendar/rotate').set('x-staff', staff);
const events = (text: string): ICAL.Event[] =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));

describe('the calendar feed of a saver', () => {
  test('holds own visits at their time, neutral, with cancelled ones as cancelled', async () => {
    const { referral, conversation, personId } = await open.family('feed');
    const visit = await open.visits.book(STAFF.hana, referral.id, { ...WANTED, place: 'home' });
    const other = await open.family('feed-too');
    await open.visits.book(STAFF.hana, other.referral.id, { ...WANTED, saverId: 'mina' });

    const answer = await request(open.http).get(await feedOf('lan'));
    expect(answer.status).toBe(200);
    expect(answer.type).toBe('text/calendar');
    expect(answer.headers['cache-control']).toBe('private, no-store');
    const [event, ...more] = events(answer.text);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ uid: visit._id, summary: 'Appointment FS-2A3B4', location: 'home', sequence: 0 });
    expect(event?.startDate.toJSDate()).toEqual(visit.startsAt);
    expect(event?.endDate.toJSDate()).toEqual(visit.endsAt);
    expect(answer.text).not.toMatch(new RegExp(`${conversation}|${personId}|Name of|baby|visit home|${referral.id}`));

    const moved = await open.visits.move(STAFF.hana, visit._id, { version: 1, date: '2026-12-30', time: '11:00' });
    const [afterMove] = events((await request(open.http).get(await feedOf('lan'))).text);
    expect(afterMove?.sequence).toBe(1);
    expect(afterMove?.startDate.toJSDate()).toEqual(moved.startsAt);
    await open.visits.cancel(STAFF.hana, visit._id, { version: 2, reason: 'centre' });
    const [afterCancel] = events((await request(open.http).get(await feedOf('lan'))).text);
    expect(afterCancel?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  });

  test('speaks the language of the saver', async () => {
    const [event] = events((await request(open.http).get(await feedOf('mina'))).text);
    expect(event?.summary).toBe('예약 FS-2A3B4');
  });

  test('keeps its address, also when it is asked for many times at once; a new one ends it', async () => {
    const paths = await Promise.all(Array.from({ length: 8 }, () => feedOf('lan')));
    expect(new Set(paths).size).toBe(1);
    const [old = ''] = paths;
    const fresh = pathOf((await rotate('lan')).body);
    expect(fresh).not.toBe(old);
    expect((await request(open.http).get(old)).status).toBe(404);
    expect((await request(open.http).get(fresh)).status).toBe(200);
    expect(await feedOf('lan')).toBe(fresh);
    expect(await mongo.db.collection('audit').findOne({ action: 'calendar_rotated' })).toMatchObject({ who: 'lan' });
  });

  test('is not in the database: neither the secret nor a way to it', async () => {
    const secret = (await feedOf('lan')).replace('/calendar/', '').replace('.ics', '');
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(await mongo.db.collection('calendar_feeds').find({}).toArray())).not.toContain(secret);
  });

  test('is for savers, and ends with the account', async () => {
    expect((await request(open.http).get('/api/calendar')).status).toBe(401);
    expect((await request(open.http).get('/api/calendar').set('x-staff', 'hana')).status).toBe(403);
    expect((await rotate('hana')).status).toBe(403);
    expect((await rotate('lan').send({ to: 'me' })).status).toBe(400);
    const path = await feedOf('mina');
    await createMembers(mongo.db).setActive('mina', false);
    expect((await request(open.http).get(path)).status).toBe(404);
  });

  test('is not found by a wrong secret', async () => {
    for (const secret of ['', 'x', 'x'.repeat(43), 'x'.repeat(10_000), '..', '%00']) {
      expect([secret.length, (await request(open.http).get(`/calendar/${secret}.ics`)).status]).toEqual([
        secret.length,
        expect.any(Number),
      ]);
      const { status } = await request(open.http).get(`/calendar/${secret}.ics`);
      expect(status >= 400 && status < 500).toBe(true);
    }
  });
});
