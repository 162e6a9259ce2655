import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { until } from '../messages/until.ts';
import { inTime, seoul } from './in-time.ts';
import { BOOKED_AT, type OpenVisits, openVisits, prepareVisits, STAFF, WANTED } from './open-visits.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let open: OpenVisits;
const masterKey = newMasterKey();
const pass: ReturnType<typeof inTime>['pass'] = (to, at) => inTime(mongo.db, open).pass(to, at);
const sent = (audience: 'family' | 'staff') => inTime(mongo.db, open).sent(audience);
const outcomes = () => inTime(mongo.db, open).outcomes();

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepareVisits(mongo.db);
});
afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop()]);
});
afterEach(async () => {
  await open.close();
  await Promise.all(['visits', 'saver_slots', 'deliveries'].map((name) => mongo.db.collection(name).deleteMany({})));
});

async function start(now: Date = BOOKED_AT, more: Partial<Parameters<typeof openVisits>[0]> = {}): Promise<OpenVisits> {
  open = await openVisits({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey, now, ...more });
  open.messages.work();
  return open;
}

describe('she is told of her visit', () => {
  test('by the net, when the process died in between; and only of the newest', async () => {
    let broken = true;
    const { visits } = await start(BOOKED_AT, {
      tell: (notify) => async (conversation, notice) => {
        if (broken) throw new Error('the process is gone');
        return notify(conversation, notice);
      },
    });
    const { referral, conversation } = await open.family('untold');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await visits.move(STAFF.hana, visit._id, { version: 1, date: '2026-12-30', time: '11:00' });
    expect(await open.told(conversation)).toEqual([]);
    broken = false;
    await Promise.all([open.net(), open.net()]);
    expect(await open.told(conversation)).toEqual(['visit_booked 2026-12-30T02:00:00.000Z center']);
    expect(await mongo.db.collection('visits').countDocuments({ tell: true })).toBe(0);
  });

  test('once, although several tell at the same time', async () => {
    const { visits } = await start();
    const { referral, conversation } = await open.family('often');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await mongo.db.collection('visits').updateMany({}, { $set: { tell: true, toldVersion: 0 } });
    await Promise.all(visits.scans.flatMap((scan) => [scan.run(), scan.run(), scan.run()]));
    expect(await open.told(conversation)).toHaveLength(1);
    expect(visit.tell).toBe(true);
  });
});

describe('someone who erases everything', () => {
  test('in the very moment in which a visit is booked: the visit goes too', async () => {
    const { visits, chat } = await start();
    const { referral, conversation } = await open.family('raced-booking');
    await chat.say(conversation, 'withdraw');
    await chat.inbox.settled();
    // The booking had read the referral before.
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    expect(await mongo.db.collection<{ _id: string }>('visits').findOne({ _id: visit._id })).toMatchObject({
      state: 'cancelled',
      code: '',
      personId: null,
      conversation: null,
      tell: false,
    });
    expect(await mongo.db.collection('saver_slots').countDocuments({})).toBe(0);
    expect((await outcomes()).every((row) => row.endsWith('cancelled withdrawn'))).toBe(true);
    await chat.say(conversation, 'hello again');
    expect(await open.told(conversation)).toEqual([]);
  });

  test('leaves no trace in visits and ledger, and the saver stays at home', async () => {
    const { visits, chat } = await start();
    const { referral, conversation, personId } = await open.family('forgets');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await chat.say(conversation, 'withdraw');
    await chat.inbox.settled();
    await until(
      async () => (await mongo.db.collection<{ _id: string }>('visits').findOne({ _id: visit._id }))?.['state' as never] === 'cancelled',
    );
    for (const name of ['visits', 'deliveries']) {
      expect(JSON.stringify(await mongo.db.collection(name).find({}).toArray())).not.toMatch(
        new RegExp(`${personId}|${conversation}|FS-2A3B4`),
      );
    }
    expect(await mongo.db.collection('saver_slots').countDocuments({ visitId: visit._id })).toBe(0);
    await pass(seoul('2026-12-29T09:00'));
    expect(await outcomes()).toEqual([
      'family_3d.1 cancelled withdrawn',
      'family_1d.1 cancelled withdrawn',
      'family_2h.1 cancelled withdrawn',
    ]);
    expect((await sent('staff')).filter((row) => row.startsWith('saver_cancelled'))).toEqual([
      'saver_cancelled console 12-24T18:00',
      'saver_cancelled email 12-24T18:00',
    ]);
    expect(open.mails.at(-1)).toMatchObject({ subject: 'Appointment cancelled', text: expect.not.stringContaining('FS-') });
  });
});
