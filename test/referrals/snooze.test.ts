import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { Problem } from '../../src/contract/problem.ts';
import { ReferralDetail, ReferralList, ReferralRow } from '../../src/contract/referrals.ts';
import { arrives, conversation, forAllTests, id, mongo, one } from './centre.ts';
import { NOW, type STAFF } from './open-referrals.ts';

type Who = keyof typeof STAFF;

forAllTests();
beforeEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
  one.clock.set(NOW);
  one.realClock.set(NOW);
  await arrives('refer priority_3d');
});

const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const post = (who: Who, path: string, body: object) => supertest(one.app(who)).post(`/api/referrals/${id}/${path}`).send(body);
const snooze = (who: Who = 'hana', minutes = 30, version = 2) =>
  post(who, 'snooze', { version, until: inMinutes(minutes).toISOString(), reason: 'CANARY after school' });
const listed = async (search = ''): Promise<string[]> =>
  ReferralList.parse((await supertest(one.app('hana')).get(`/api/referrals${search}`)).body).items.map((row) => row.id);

describe('a referral that is put off', () => {
  test('is out of sight until its time, found when it is asked for, and comes back by itself', async () => {
    expect((await snooze()).body).toEqual({ version: 3 });
    expect(await listed()).toEqual([]);
    expect(await listed('?status=all')).toEqual([id]);
    expect(await listed('?snoozed=1')).toEqual([id]);
    expect(await listed(`?code=${(await one.byId(id))?.code}`)).toEqual([id]);
    expect((await supertest(one.app('hana')).get('/api/queue/counts')).body).toMatchObject({ all: 0, snoozed: 1 });
    // The queue asks for the time itself: nothing has to run for it.
    one.clock.set(inMinutes(30));
    expect(await listed()).toEqual([id]);
    one.news.length = 0;
    expect(await one.scan('snoozes_over')).toEqual({ snoozes_over: 1 });
    expect(await one.scan('snoozes_over')).toEqual({ snoozes_over: 0 });
    expect(await one.byId(id)).toMatchObject({ snoozedUntil: null, version: 4 });
    const { body } = await supertest(one.app('hana')).get(`/api/referrals/${id}`);
    expect(ReferralDetail.parse(body).history.map(({ what, who, reason }) => [what, who, reason])).toEqual([
      ['submitted', null, null],
      ['assigned', null, null],
      ['snoozed', 'Name of hana', 'CANARY after school'],
      ['woken', null, null],
    ]);
  });

  test('keeps its reason sealed and out of the audit chain', async () => {
    await snooze();
    expect(JSON.stringify(await mongo.db.collection('referrals').find().toArray())).not.toContain('CANARY');
    const entries = await mongo.db.collection('audit').find().toArray();
    expect(entries.map(({ action }) => action)).toEqual(['referral_snoozed']);
    expect(JSON.stringify(entries)).not.toContain('CANARY');
  });

  test.each(['a word from her', 'human', 'revise urgent_24h T10', 'quiet', 'loss'])('is back at once when she writes: %s', async (word) => {
    await snooze();
    await one.say(conversation, word);
    expect(await listed()).toEqual([id]);
  });

  test('is back when its ladder climbs, which it does as before', async () => {
    const step = (await one.byId(id))?.nextStepAt ?? NOW;
    const latest = (await one.byId(id))?.deadlines.acceptBy ?? NOW;
    await post('hana', 'snooze', { version: 2, until: latest.toISOString(), reason: 'Later today' });
    one.clock.set(step);
    await one.scan('ladders');
    expect(await one.byId(id)).toMatchObject({ escalation: 'supervisor_in', snoozedUntil: null });
  });

  test('is brought back before its time by who may put it off', async () => {
    await snooze();
    expect((await post('duri', 'wake', { version: 3 })).status).toBe(403);
    expect((await post('sena', 'wake', { version: 3 })).body).toEqual({ version: 4 });
    expect(await listed()).toEqual([id]);
    expect((await post('sena', 'wake', { version: 4 })).status).toBe(409);
  });

  test('is accepted all the same, and not put off any more then', async () => {
    await snooze();
    expect((await post('hana', 'accept', { version: 3 })).status).toBe(200);
    expect(await one.byId(id)).toMatchObject({ status: 'accepted', snoozedUntil: null });
  });

  test('of somebody who is forgotten keeps no reason', async () => {
    await snooze();
    await one.say(conversation, 'forget');
    expect(await one.byId(id)).toMatchObject({ status: 'withdrawn', snoozedUntil: null });
    expect((await one.byId(id))?.history.every(({ reason }) => reason === null)).toBe(true);
  });
});

describe('nothing is put off', () => {
  test.each([
    ['past its deadline', 60 * 24 * 30, '/problems/after-deadline'],
    ['into the past', -1, '/problems/in-the-past'],
  ])('%s', async (_name, minutes, type) => {
    const { body, status } = await snooze('hana', minutes);
    expect([status, Problem.parse(body).type]).toEqual([422, type]);
  });

  test('in an emergency, nor while an alert is open', async () => {
    await arrives('refer emergency T01');
    expect(Problem.parse((await snooze()).body).type).toBe('/problems/emergency-stays');
    await arrives('danger S01', 'refer priority_3d');
    expect(Problem.parse((await snooze()).body).type).toBe('/problems/emergency-stays');
  });

  test('that changed meanwhile: the conflict shows both', async () => {
    await one.say(conversation, 'revise urgent_24h T10');
    const { body, status } = await snooze();
    expect(status).toBe(409);
    expect(ReferralRow.parse(body.current)).toMatchObject({ id, version: 3 });
    expect(body.sent).toMatchObject({ version: 2 });
  });

  test('by who has no business with it, or without a reason', async () => {
    const tries = await Promise.all((['duri', 'daon', 'lan', 'other'] as const).map((who) => snooze(who)));
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 404, 404]);
    expect((await post('hana', 'snooze', { version: 2, until: inMinutes(30).toISOString(), reason: ' ' })).status).toBe(400);
    expect((await post('hana', 'snooze', { version: 2, until: 'later', reason: 'Later' })).status).toBe(400);
  });
});
