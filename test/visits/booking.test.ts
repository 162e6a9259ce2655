import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { MyVisit, Visit } from '../../src/contract/visits.ts';
import { Saver } from '../../src/contract/staff.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { ReferralContent } from '../../src/conversation/events.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { type Family, type OpenVisits, openVisits, prepareVisits, WANTED } from './open-visits.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let open: OpenVisits;
let known: Family;
let families = 0;

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

const family = (options: Parameters<OpenVisits['family']>[1] = {}): Promise<Family> => open.family(`f${(families += 1)}`, options);
const post = (path: string, body: unknown, staff = 'hana') =>
  request(open.http)
    .post(path)
    .set('x-staff', staff)
    .send(body as object);
const book = (referral: string, body: unknown = WANTED, staff?: string) => post(`/api/referrals/${referral}/visits`, body, staff);
const slugOf = (response: { status: number; body: unknown }): string =>
  `${response.status} ${Problem.parse(response.body).type.replace('/problems/', '')}`;
/** A day of its own for each test, so that the tests do not take each other's slots: Mondays to Fridays of March 2027. */
const days = [
  '02',
  '03',
  '04',
  '05',
  '08',
  '09',
  '10',
  '11',
  '12',
  '15',
  '16',
  '17',
  '18',
  '19',
  '22',
  '23',
  '24',
  '25',
  '26',
  '29',
  '30',
  '31',
].map((day) => `2027-03-${day}`);
const nextDay = (): string => {
  const day = days.shift();
  if (!day) throw new Error('no day left');
  return day;
};

describe('booking a visit', () => {
  test('makes a visit, takes the time, plans its messages, writes the audit and tells her', async () => {
    const { referral, conversation } = await family();
    const date = nextDay();
    const answer = await book(referral.id, { ...WANTED, date });
    expect(answer.status).toBe(201);
    const visit = Visit.parse(answer.body);
    expect(visit).toMatchObject({
      code: 'FS-2A3B4',
      saverName: 'Name of lan',
      state: 'booked',
      version: 1,
      reminderConsent: true,
      startsAt: `${date}T01:00:00.000Z`,
    });
    expect(await mongo.db.collection('saver_slots').countDocuments({ visitId: visit.id })).toBe(6);
    expect((await open.visits.deliveriesOf(referral.id)).map(({ kind, channel }) => `${kind} ${channel}`).sort()).toEqual([
      'family_1d web',
      'family_2h web',
      'family_3d web',
      'saver_1h console',
      'saver_1h email',
      'saver_booked console',
      'saver_booked email',
      'saver_day_before console',
      'saver_day_before email',
    ]);
    expect(await mongo.db.collection('audit').findOne({ subjectId: visit.id })).toMatchObject({ who: 'hana', action: 'visit_booked' });
    expect(await open.told(conversation)).toEqual([`visit_booked ${date}T01:00:00.000Z center`]);
    expect(await open.visits.audienceOf.visit(visit.id)).toEqual({ organisationId: 'centre', saverId: 'lan' });
    expect(await open.visits.audienceOf.delivery(`${visit.id}.family_1d.1.web`)).toEqual({ organisationId: 'centre', saverId: 'lan' });
    expect(await open.visits.audienceOf.delivery('nothing')).toBeNull();
  });

  test('of twenty who want the same hour of a saver, exactly one gets it', async () => {
    const date = nextDay();
    const referrals = await Promise.all(Array.from({ length: 20 }, () => family()));
    const answers = await Promise.all(referrals.map(({ referral }) => book(referral.id, { ...WANTED, date })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409).map(slugOf)).toEqual(Array(19).fill('409 saver-busy'));
    const visits = mongo.db.collection('visits');
    expect(await visits.countDocuments({ startsAt: new Date(`${date}T01:00:00Z`) })).toBe(1);
    const ids = (await visits.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => String(_id));
    expect(await mongo.db.collection('deliveries').countDocuments({ 'subject.id': { $nin: ids } })).toBe(0);
    expect(await mongo.db.collection('saver_slots').countDocuments({ visitId: { $nin: ids } })).toBe(0);
  }, 60_000);

  test('leaves half an hour between two visits of a saver', async () => {
    const date = nextDay();
    const [one, two, three] = await Promise.all([family(), family(), family()]);
    expect((await book(one.referral.id, { ...WANTED, date, time: '10:00' })).status).toBe(201);
    expect(slugOf(await book(two.referral.id, { ...WANTED, date, time: '11:15' }))).toBe('409 saver-busy');
    expect((await book(two.referral.id, { ...WANTED, date, time: '11:30' })).status).toBe(201);
    expect(slugOf(await book(three.referral.id, { ...WANTED, date, time: '09:00', minutes: 45 }))).toBe('409 saver-busy');
    expect((await book(three.referral.id, { ...WANTED, date, time: '10:00', saverId: 'mina' })).status).toBe(201);
  });

  test('keeps a day between two visits of one family, also when both are booked at once, unless it is urgent', async () => {
    const date = nextDay();
    const { referral } = await family();
    const both = await Promise.all([
      book(referral.id, { ...WANTED, date, time: '10:00' }),
      book(referral.id, { ...WANTED, date, time: '15:00', saverId: 'mina' }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 422]);
    const urgent = await family({ more: { level: 'emergency' } });
    const day = nextDay();
    expect((await book(urgent.referral.id, { ...WANTED, date: day, time: '10:00' })).status).toBe(201);
    expect((await book(urgent.referral.id, { ...WANTED, date: day, time: '15:00' })).status).toBe(201);
  });

  test('in quiet mode nobody comes to the home, unless calls are safe', async () => {
    const date = nextDay();
    const quiet = await family({ more: { quiet: true } });
    expect(slugOf(await book(quiet.referral.id, { ...WANTED, date, place: 'home' }))).toBe('422 place-unsafe');
    const later = await family();
    await later.tell({ type: 'quiet_mode_entered', rules: ['S09'] });
    expect(slugOf(await book(later.referral.id, { ...WANTED, date, place: 'home' }))).toBe('422 place-unsafe');
    expect((await book(later.referral.id, { ...WANTED, date, place: 'center' })).status).toBe(201);
    const reachable = await family({ more: { quiet: true } });
    const answers = { contact_safe: { value: 'yes_call' } };
    await reachable.tell({
      type: 'referral_submitted',
      referral: { lang: 'en', quietMode: true, contactWay: null, answers } as unknown as ReferralContent,
    });
    expect((await book(reachable.referral.id, { ...WANTED, date: nextDay(), place: 'home' })).status).toBe(201);
  });

  test.each([
    ['a Sunday', { date: '2027-03-07' }, '422 no-visits-that-day'],
    ['a holiday', { date: '2026-12-25' }, '422 no-visits-that-day'],
    ['the evening', { time: '18:30' }, '422 outside-hours'],
    ['yesterday', { date: '2026-12-23' }, '422 in-the-past'],
    ['a year without holidays', { date: '2032-03-03' }, '422 holidays-missing'],
    ['a saver who left', { saverId: 'left' }, '422 saver-unknown'],
    ['a saver of another centre', { saverId: 'far' }, '422 saver-unknown'],
    ['someone who is no saver', { saverId: 'hana' }, '422 saver-unknown'],
    ['nobody', { saverId: 'nobody' }, '422 saver-unknown'],
  ])('refuses %s', async (_name, change, slug) => {
    expect(slugOf(await book(known.referral.id, { ...WANTED, ...change }))).toBe(slug);
  });

  test('needs an accepted referral', async () => {
    const { referral } = await family({ more: { status: 'assigned' } });
    expect(slugOf(await book(referral.id, { ...WANTED, date: '2027-03-03' }))).toBe('409 not-accepted');
  });

  test.each([
    ['nobody', '', '401 signed-out'],
    ['a saver', 'lan', '403 forbidden'],
    ['an auditor', 'bareum', '403 forbidden'],
    ['a case manager of another centre', 'other', '404 not-found'],
  ])('is not for %s', async (_name, staff, slug) => {
    expect(slugOf(await book(known.referral.id, WANTED, staff))).toBe(slug);
  });
});

describe('moving and cancelling', () => {
  async function booked(): Promise<{ visit: Visit; referral: string; date: string }> {
    const { referral } = await family();
    const date = nextDay();
    return { visit: Visit.parse((await book(referral.id, { ...WANTED, date })).body), referral: referral.id, date };
  }

  test('a move gives the old hour back and takes the new one', async () => {
    const { visit, date } = await booked();
    const moved = await post(`/api/visits/${visit.id}/move`, { version: 1, date, time: '14:00' });
    expect(Visit.parse(moved.body)).toMatchObject({ version: 2, startsAt: `${date}T05:00:00.000Z`, endsAt: `${date}T06:00:00.000Z` });
    const { referral } = await family();
    expect((await book(referral.id, { ...WANTED, date, time: '10:00' })).status).toBe(201);
    expect(slugOf(await post(`/api/visits/${visit.id}/move`, { version: 2, date, time: '10:30' }))).toBe('409 saver-busy');
    expect(await mongo.db.collection('saver_slots').countDocuments({ visitId: visit.id })).toBe(6);
    expect(await mongo.db.collection('audit').findOne({ subjectId: visit.id, action: 'visit_moved' })).toMatchObject({ fields: ['time'] });
  });

  test('of two who move it at the same time, one is told that it was changed', async () => {
    const { visit, date } = await booked();
    const answers = await Promise.all(['13:00', '15:30'].map((time) => post(`/api/visits/${visit.id}/move`, { version: 1, date, time })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    expect(await mongo.db.collection('saver_slots').countDocuments({ visitId: visit.id })).toBe(6);
  });

  test('a cancelled visit frees the hour and cannot be changed any more', async () => {
    const { visit, date } = await booked();
    const cancelled = await post(`/api/visits/${visit.id}/cancel`, { version: 1, reason: 'unsafe' });
    expect(Visit.parse(cancelled.body)).toMatchObject({ state: 'cancelled', version: 2 });
    expect(slugOf(await post(`/api/visits/${visit.id}/cancel`, { version: 2, reason: 'other' }))).toBe('409 conflict');
    expect(slugOf(await post(`/api/visits/${visit.id}/move`, { version: 2, date, time: '14:00' }))).toBe('409 conflict');
    const { referral } = await family();
    expect((await book(referral.id, { ...WANTED, date })).status).toBe(201);
    expect(await mongo.db.collection('audit').findOne({ subjectId: visit.id, action: 'visit_cancelled' })).toMatchObject({
      reason: 'unsafe',
    });
  });

  test('is not for savers or others', async () => {
    const { visit, date } = await booked();
    for (const [staff, slug] of [
      ['', '401 signed-out'],
      ['lan', '403 forbidden'],
      ['other', '404 not-found'],
    ] as const) {
      expect(slugOf(await post(`/api/visits/${visit.id}/move`, { version: 1, date, time: '14:00' }, staff))).toBe(slug);
      expect(slugOf(await post(`/api/visits/${visit.id}/cancel`, { version: 1, reason: 'other' }, staff))).toBe(slug);
    }
  });

  test('a booking that failed leaves nothing behind', async () => {
    const { visit, date } = await booked();
    const { referral } = await family();
    const before = await mongo.db.collection('deliveries').countDocuments();
    expect((await book(referral.id, { ...WANTED, date })).status).toBe(409);
    expect(await mongo.db.collection('deliveries').countDocuments()).toBe(before);
    expect(await open.visits.visitsOf(referral.id)).toEqual([]);
    expect(visit.state).toBe('booked');
  });
});

describe("a saver's own days", () => {
  test('hold own visits from today on, with the messages to the saver', async () => {
    const { referral } = await family();
    const date = nextDay();
    await book(referral.id, { ...WANTED, date, saverId: 'mina' });
    const answer = await request(open.http).get('/api/visits/mine').set('x-staff', 'mina');
    const items = (answer.body as { items: unknown[] }).items.map((item) => MyVisit.parse(item));
    const mine = items.find(({ referralId }) => referralId === referral.id);
    expect(mine).toMatchObject({ lang: 'en', saverId: 'mina' });
    expect(mine?.deliveries.map(({ audience }) => audience)).toEqual(Array(6).fill('staff'));
    expect(items.every(({ saverId }) => saverId === 'mina')).toBe(true);
    expect(items.map(({ startsAt }) => startsAt)).toEqual(items.map(({ startsAt }) => startsAt).sort());
  });

  test('are not shown to nobody, nor to a role without visits', async () => {
    expect((await request(open.http).get('/api/visits/mine')).status).toBe(401);
    expect((await request(open.http).get('/api/visits/mine').set('x-staff', 'bareum')).status).toBe(403);
  });
});

describe('the list of savers', () => {
  test('names the active savers of the own centre', async () => {
    const answer = await request(open.http).get('/api/savers').set('x-staff', 'hana');
    const items = (answer.body as { items: unknown[] }).items.map((item) => Saver.parse(item));
    expect(items.map(({ id }) => id)).toEqual(['lan', 'mina']);
    expect(JSON.stringify(items)).not.toContain('staff.example');
  });

  test('is not for savers, auditors or nobody', async () => {
    for (const [staff, status] of [
      ['', 401],
      ['lan', 403],
      ['bareum', 403],
    ] as const) {
      expect((await request(open.http).get('/api/savers').set('x-staff', staff)).status).toBe(status);
    }
  });
});
