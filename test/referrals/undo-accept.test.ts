import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { Problem } from '../../src/contract/problem.ts';
import { Accepted, ReferralRow } from '../../src/contract/referrals.ts';
import { arrives, conversation, forAllTests, id, mongo, one } from './centre.ts';
import { NOW, type STAFF } from './open-referrals.ts';

type Who = keyof typeof STAFF;

forAllTests();
beforeEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
  one.clock.set(NOW);
  one.realClock.set(NOW);
  await arrives('refer urgent_24h T10');
});

const post = (who: Who, path: string, body: object = {}) => supertest(one.app(who)).post(`/api/referrals/${id}/${path}`).send(body);
const later = (seconds: number): void => one.realClock.set(new Date(NOW.getTime() + seconds * 1_000));
const told = async (): Promise<number> => {
  await one.scan('acceptances_to_tell');
  await one.inbox.settled();
  return mongo.db.collection('turns').countDocuments({ conversation, externalId: { $regex: '^notice' } });
};

describe('an acceptance', () => {
  test('is taken back within ten seconds and some grace: everything is as before, and she was never told', async () => {
    const before = await one.byId(id);
    const accepted = await post('hana', 'accept', { version: 2 });
    expect(Accepted.parse(accepted.body)).toEqual({ version: 3, undoSeconds: 10 });
    later(14);
    expect(await told()).toBe(0);
    expect((await post('hana', 'undo-accept')).body).toEqual({ version: 4 });
    later(60);
    expect(await told()).toBe(0);
    const after = await one.byId(id);
    for (const field of ['status', 'assignedTo', 'nextStepAt', 'ladder', 'escalation', 'deadlines', 'rank', 'dueAt'] as const)
      expect([field, after?.[field]]).toEqual([field, before?.[field]]);
    expect(after).toMatchObject({ tellAccepted: false, undo: null, round: 3 });
    expect(after?.history.map(({ what }) => what)).toEqual(['submitted', 'assigned', 'accepted', 'accept_undone']);
    const entries = await mongo.db.collection('audit').find({ subjectId: id }).sort({ _id: 1 }).toArray();
    expect(entries.map(({ action }) => action)).toEqual(['referral_accepted', 'referral_accept_undone']);
  });

  test('that was taken back climbs its ladder again', async () => {
    await post('hana', 'accept', { version: 2 });
    await post('hana', 'undo-accept');
    one.clock.set((await one.byId(id))?.nextStepAt ?? NOW);
    expect(await one.scan('ladders')).toEqual({ ladders: 1 });
    expect(await one.byId(id)).toMatchObject({ status: 'assigned', escalation: 'supervisor_in' });
  });

  test('of a case that a colleague had: the colleague has it again and is called', async () => {
    await post('duri', 'accept', { version: 2 });
    await post('duri', 'undo-accept');
    expect(await one.byId(id)).toMatchObject({ status: 'assigned', assignedTo: 'hana' });
    const calls = (await one.ledger('referral_assigned')).map(({ _id }) => _id);
    expect(calls).toContain(`${id}.referral_assigned.3.email.hana`);
  });

  test('can be given again, and is told then, once', async () => {
    await post('hana', 'accept', { version: 2 });
    await post('hana', 'undo-accept');
    expect((await post('duri', 'accept', { version: 4 })).status).toBe(200);
    later(15);
    expect(await told()).toBe(1);
    expect(await told()).toBe(1);
  });

  test.each([
    ['after its time', async () => later(15)],
    [
      'after she was told',
      async () => {
        later(15);
        await told();
        later(0);
      },
    ],
    ['after she wrote', async () => one.say(conversation, 'something more')],
    ['when it was taken back already', async () => void (await post('hana', 'undo-accept'))],
  ])('is not taken back %s', async (_name, happens) => {
    await post('hana', 'accept', { version: 2 });
    await happens();
    const { body, status } = await post('hana', 'undo-accept');
    expect([status, Problem.parse(body).type]).toEqual([409, '/problems/undo-over']);
    expect(ReferralRow.parse(body.current).id).toBe(id);
  });

  test('is taken back by nobody else', async () => {
    await post('hana', 'accept', { version: 2 });
    const tries = await Promise.all((['duri', 'sena', 'daon', 'lan', 'other'] as const).map((who) => post(who, 'undo-accept')));
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403, 404, 404]);
    expect(await one.byId(id)).toMatchObject({ status: 'accepted', assignedTo: 'hana' });
  });

  test('of an emergency is told at once and stays', async () => {
    await arrives('danger S01', 'refer emergency T01');
    expect((await post('hana', 'accept', { version: 2 })).body).toMatchObject({ undoSeconds: 0 });
    await one.inbox.settled();
    expect(await told()).toBe(1);
    expect((await post('hana', 'undo-accept')).status).toBe(409);
  });

  test('of somebody who is forgotten meanwhile is neither told nor taken back', async () => {
    await post('hana', 'accept', { version: 2 });
    await one.say(conversation, 'forget');
    expect((await post('hana', 'undo-accept')).status).toBe(409);
    later(20);
    expect(await one.scan('acceptances_to_tell')).toEqual({ acceptances_to_tell: 0 });
    expect(await one.byId(id)).toMatchObject({ status: 'withdrawn' });
  });
});
