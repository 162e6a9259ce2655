import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { consent } from '../messages/open-messages.ts';
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

describe('reminders reach family and saver at the times of the rules', () => {
  test('booked days before: three days, one day and two hours before, the last moved out of the night', async () => {
    const { visits } = await start();
    const { referral, conversation } = await open.family('early');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await pass(seoul('2026-12-29T09:00'));
    expect(await sent('family')).toEqual(['family_3d web 12-26T10:00', 'family_1d web 12-28T10:00', 'family_2h web 12-29T08:00']);
    expect(await sent('staff')).toEqual([
      'saver_booked console 12-24T18:00',
      'saver_booked email 12-24T18:00',
      'saver_day_before console 12-28T17:00',
      'saver_day_before email 12-28T17:00',
      'saver_1h console 12-29T09:00',
      'saver_1h email 12-29T09:00',
    ]);
    expect(open.mails.map(({ to }) => to)).toEqual(Array(3).fill('lan@staff.example'));
    const shown = await open.messages.pendingFor(conversation);
    expect(shown.at(-1)?.text).toBe('Your booking is Tue, December 29 10:00. Place: the centre. To change it, write here. (FS-2A3B4)');
    expect(await open.told(conversation)).toEqual(['visit_booked 2026-12-29T01:00:00.000Z center']);
    expect(visit.version).toBe(1);
  });

  test('booked the day before: only in the morning of the day', async () => {
    await start(seoul('2026-12-28T11:00'));
    const { referral } = await open.family('late');
    await open.visits.book(STAFF.hana, referral.id, WANTED);
    await pass(seoul('2026-12-29T09:00'));
    expect(await sent('family')).toEqual(['family_2h web 12-29T08:00']);
  });

  test('a visit at nine: two hours before would be in the night, so it comes at eight', async () => {
    await start(seoul('2026-12-28T11:00'));
    const { referral } = await open.family('morning');
    await open.visits.book(STAFF.hana, referral.id, { ...WANTED, time: '09:00' });
    await pass(seoul('2026-12-29T08:00'));
    expect(await sent('family')).toEqual(['family_2h web 12-29T08:00']);
  });

  test('after a move none of the old go out, and the new ones do', async () => {
    const { visits } = await start();
    const { referral, conversation } = await open.family('moved');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await pass(seoul('2026-12-26T11:00'));
    expect(await open.messages.pendingFor(conversation)).toHaveLength(1);
    await visits.move(STAFF.hana, visit._id, { version: 1, date: '2026-12-31', time: '14:00' });
    expect(await open.messages.pendingFor(conversation)).toEqual([]);
    await pass(seoul('2026-12-31T13:00'));
    expect(await outcomes()).toEqual([
      'family_3d.1 cancelled visit_moved',
      'family_1d.1 cancelled visit_moved',
      'family_3d.2 expired',
      'family_2h.1 cancelled visit_moved',
      'family_1d.2 expired',
      'family_2h.2 sent',
    ]);
    expect(await sent('family')).toEqual(['family_3d web 12-28T10:00', 'family_1d web 12-30T10:00', 'family_2h web 12-31T12:00']);
    expect(await open.told(conversation)).toEqual([
      'visit_booked 2026-12-29T01:00:00.000Z center',
      'visit_moved 2026-12-31T05:00:00.000Z center',
    ]);
    expect((await sent('staff')).filter((row) => row.includes('moved'))).toEqual([
      'saver_moved console 12-26T11:00',
      'saver_moved email 12-26T11:00',
    ]);
  });

  test('a move between the look at the visit and the sending: the old one does not go out', async () => {
    let race: (() => Promise<unknown>) | null = null;
    const { visits } = await start(BOOKED_AT);
    const { referral, conversation } = await open.family('raced');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    const check = visits.fence.check;
    const fence = {
      check: async (subject: Parameters<typeof check>[0]) => {
        const standing = await check(subject);
        const move = race;
        race = null;
        await move?.();
        return standing;
      },
    };
    Object.assign(visits.fence, fence);
    open.clock.set(seoul('2026-12-26T10:00'));
    race = () => visits.move(STAFF.hana, visit._id, { version: 1, date: '2026-12-31', time: '14:00' });
    await open.messages.deliver(`${visit._id}.family_3d.1.web`);
    expect(race).toBeNull();
    expect(await open.row(`${visit._id}.family_3d.1.web`)).toMatchObject({ state: 'cancelled', reason: 'visit_moved' });
    expect(await open.messages.pendingFor(conversation)).toEqual([]);
  });

  test('after a cancellation none go out; she and the saver are told of it', async () => {
    const { visits } = await start();
    const { referral, conversation } = await open.family('cancelled');
    const visit = await visits.book(STAFF.hana, referral.id, WANTED);
    await visits.cancel(STAFF.hana, visit._id, { version: 1, reason: 'family' });
    await pass(seoul('2026-12-29T09:00'));
    expect(await outcomes()).toEqual([
      'family_3d.1 cancelled visit_cancelled',
      'family_1d.1 cancelled visit_cancelled',
      'family_2h.1 cancelled visit_cancelled',
    ]);
    expect((await sent('staff')).filter((row) => !row.startsWith('saver_booked'))).toEqual([
      'saver_cancelled console 12-24T18:00',
      'saver_cancelled email 12-24T18:00',
    ]);
    expect(await open.told(conversation)).toEqual([
      'visit_booked 2026-12-29T01:00:00.000Z center',
      'visit_cancelled 2026-12-29T01:00:00.000Z',
    ]);
  });

  test('without consent none go out, and after a yes the rest does', async () => {
    const { visits } = await start();
    const { referral, tell } = await open.family('unasked', { agrees: false });
    await visits.book(STAFF.hana, referral.id, WANTED);
    expect(await visits.visitsOf(referral.id)).toMatchObject([{ reminderConsent: null }]);
    await pass(seoul('2026-12-29T09:00'), async (now) => {
      if (now.getTime() === seoul('2026-12-27T12:00').getTime()) await tell(consent('consent_reminder', true));
      if (now.getTime() === seoul('2026-12-29T07:00').getTime()) await tell(consent('consent_reminder', false));
    });
    expect(await outcomes()).toEqual(['family_3d.1 blocked no_consent', 'family_1d.1 expired', 'family_2h.1 blocked no_consent']);
    expect(await visits.visitsOf(referral.id)).toMatchObject([{ reminderConsent: false }]);
  });

  test('in quiet mode none go out', async () => {
    const { visits } = await start();
    const { referral, tell } = await open.family('quiet');
    await visits.book(STAFF.hana, referral.id, WANTED);
    await tell({ type: 'quiet_mode_entered', rules: ['S13'] });
    await pass(seoul('2026-12-29T09:00'));
    expect(await outcomes()).toEqual([
      'family_3d.1 blocked quiet_mode',
      'family_1d.1 blocked quiet_mode',
      'family_2h.1 blocked quiet_mode',
    ]);
  });

  test('what nobody worked on in time is never sent late', async () => {
    const { visits } = await start();
    const { referral } = await open.family('asleep');
    await visits.book(STAFF.hana, referral.id, WANTED);
    open.clock.set(seoul('2026-12-29T11:00'));
    await open.net();
    expect(await outcomes()).toEqual([
      'family_3d.1 expired past_expiry',
      'family_1d.1 expired past_expiry',
      'family_2h.1 expired past_expiry',
    ]);
  });

  test('a flushed Redis changes nothing', async () => {
    const { visits } = await start();
    const { referral } = await open.family('flushed');
    await visits.book(STAFF.hana, referral.id, WANTED);
    await pass(seoul('2026-12-29T09:00'), async () => void (await redis.redis.flushdb()));
    expect(await sent('family')).toEqual(['family_3d web 12-26T10:00', 'family_1d web 12-28T10:00', 'family_2h web 12-29T08:00']);
    expect(open.mails).toHaveLength(3);
  });
});
