import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Families } from '../../src/families/index.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { withMongo, withRedis } from '../services.ts';
import { consent, DUE, letter, member, type OpenMessages, openMessages, prepareMessages, reminder, someFamily } from './open-messages.ts';
import { until } from './until.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let open: OpenMessages;
const masterKey = newMasterKey();
const BOOKED = new Date('2026-12-24T09:00:00Z');

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepareMessages(mongo.db);
  const members = createMembers(mongo.db);
  await members.save(member('hana', 'case_manager'), false);
  await members.save(member('gone', 'case_manager', { active: false }), false);
});
afterAll(async () => {
  await Promise.all([mongo.drop(), redis.drop()]);
});
beforeEach(async () => {
  open = await openMessages({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey, now: BOOKED });
});
afterEach(() => open.close());

const family = (families: Families = open.families) => someFamily(families, mongo.client, BOOKED);
/** A family that agreed to reminders, and one planned for it. */
async function reminded(more: Parameters<typeof reminder>[1] = {}) {
  const who = await family();
  await who.tell(consent('consent_reminder', true));
  const planned = reminder(who, more);
  const queue = await open.messages.plan([planned]);
  return { ...who, planned, id: planned.id, queue };
}
const stateOf = async (id: string): Promise<string> => {
  const { state, reason } = await open.row(id);
  return reason === null ? state : `${state} ${reason}`;
};

describe('a planned message', () => {
  test('is written once, queued, sent at its time, shown in the chat, and seen', async () => {
    const { conversation, planned, id, queue } = await reminded();
    await (await open.messages.plan([{ ...planned, due: new Date(0) }]))();
    expect((await open.row(id)).due).toEqual(DUE);
    await queue();
    expect(await stateOf(id)).toBe('queued');
    expect(await open.messages.pendingFor(conversation)).toEqual([]);

    open.messages.work();
    open.clock.set(DUE);
    await open.net();
    await until(async () => (await stateOf(id)) === 'sent');
    const [shown, ...others] = await open.messages.pendingFor(conversation);
    expect(others).toEqual([]);
    expect(shown).toEqual({
      id,
      at: DUE.toISOString(),
      text: 'Your booking is Tue, December 29 10:00. Place: home. To change it, write here. (FS-2A3B4)',
    });

    await open.messages.markSeen('web-somebody-else', [id]);
    expect(await stateOf(id)).toBe('sent');
    await open.messages.markSeen(conversation, [id, 'no-such-id']);
    await open.messages.markSeen(conversation, [id]);
    expect(await stateOf(id)).toBe('seen');
    expect(await open.messages.pendingFor(conversation)).toHaveLength(1);
    open.clock.set(planned.expires);
    expect(await open.messages.pendingFor(conversation)).toEqual([]);
    await open.net();
    expect(await stateOf(id)).toBe('seen');
  });

  test('that nobody saw says so when it expires', async () => {
    const { id, planned, conversation } = await reminded();
    open.clock.set(DUE);
    await open.messages.deliver(id);
    open.clock.set(planned.expires);
    await open.net();
    expect(await stateOf(id)).toBe('expired');
    expect(await open.messages.pendingFor(conversation)).toEqual([]);
  });

  test('is in her language of the moment in which she looks', async () => {
    const { id, tell, conversation } = await reminded();
    await tell({ type: 'language_changed', lang: 'vi' });
    open.clock.set(DUE);
    await open.messages.deliver(id);
    const words = async () => (await open.messages.pendingFor(conversation)).map(({ text }) => text);
    expect(await words()).toEqual([expect.stringContaining('Lịch hẹn của bạn')]);
    await tell({ type: 'language_changed', lang: 'ko' });
    expect(await words()).toEqual([expect.stringContaining('예약이')]);
  });

  test('leaves no words in the database and only ids in Redis', async () => {
    const { id, queue } = await reminded();
    await queue();
    open.clock.set(DUE);
    await open.messages.deliver(id);
    const row = JSON.stringify(await mongo.db.collection<{ _id: string }>('deliveries').findOne({ _id: id }));
    expect(row).not.toMatch(/booking|예약/);
    const job = await redis.redis.hget(`${redis.prefix}:deliveries:${id}.0`, 'data');
    expect(JSON.parse(job ?? 'null')).toEqual({ delivery: id, requeue: 0 });
  });

  test('of which the job came too early gets another job and is not sent', async () => {
    const { id, queue } = await reminded();
    await queue();
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('queued');
    expect(await redis.redis.exists(`${redis.prefix}:deliveries:${id}.1`)).toBe(1);
  });

  test('of which the job came too early is looked after as soon as it is due', async () => {
    const { id, queue } = await reminded();
    await queue();
    await open.messages.deliver(id);
    open.clock.set(DUE);
    await open.net();
    expect(await redis.redis.exists(`${redis.prefix}:deliveries:${id}.2`)).toBe(1);
  });

  test('with an id that cannot be a job is refused', async () => {
    const who = await family();
    await expect(open.messages.plan([reminder(who, { id: 'a:b' })])).rejects.toThrow('not a delivery id');
  });
});

describe('nothing is sent', () => {
  test('past its expiry', async () => {
    const { id, planned } = await reminded();
    open.clock.set(planned.expires);
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('expired past_expiry');
  });

  test('past its expiry, when no job ever came', async () => {
    const { id, planned } = await reminded();
    open.clock.set(new Date(planned.expires.getTime() + 1));
    await open.net();
    expect(await stateOf(id)).toBe('expired past_expiry');
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('expired past_expiry');
  });

  test('without consent, and with a consent that was withdrawn', async () => {
    const who = await family();
    const never = reminder(who);
    await open.messages.plan([never]);
    open.clock.set(DUE);
    await open.messages.deliver(never.id);
    expect(await stateOf(never.id)).toBe('blocked no_consent');

    await who.tell(consent('consent_reminder', true));
    await who.tell(consent('consent_reminder', false));
    const withdrawn = reminder(who);
    await open.messages.plan([withdrawn]);
    await open.messages.deliver(withdrawn.id);
    expect(await stateOf(withdrawn.id)).toBe('blocked no_consent');
    expect(await open.messages.pendingFor(who.conversation)).toEqual([]);
  });

  test('before a consent, but after it: the gate reads when it sends', async () => {
    const who = await family();
    const planned = reminder(who);
    await open.messages.plan([planned]);
    await who.tell(consent('consent_reminder', true));
    open.clock.set(DUE);
    await open.messages.deliver(planned.id);
    expect(await stateOf(planned.id)).toBe('sent');
  });

  test('in quiet mode, also when it began after the planning, and what stands in the chat comes down', async () => {
    const first = await reminded();
    const second = reminder(first);
    await open.messages.plan([second]);
    open.clock.set(DUE);
    await open.messages.deliver(first.id);
    await first.tell({ type: 'quiet_mode_entered', rules: ['S09'] });
    await open.messages.deliver(second.id);
    expect(await stateOf(second.id)).toBe('blocked quiet_mode');
    expect(await open.messages.pendingFor(first.conversation)).toEqual([]);
    expect(await stateOf(first.id)).toBe('blocked quiet_mode');
  });

  test('to someone who erased everything', async () => {
    const { id, personId, conversation } = await reminded();
    const left = reminder({ personId, conversation });
    await open.messages.plan([left]);
    await open.families.forget(personId, { conversation, externalIds: [], through: 1, at: BOOKED, reason: 'withdrawn', farewell: null });
    open.clock.set(DUE);
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('cancelled withdrawn');
    await open.messages.forget(personId);
    expect(await stateOf(left.id)).toBe('cancelled withdrawn');
    expect(await mongo.db.collection('deliveries').countDocuments({ $or: [{ personId }, { conversation }] })).toBe(0);
    expect((await mongo.db.collection<{ _id: string; text: unknown }>('deliveries').findOne({ _id: left.id }))?.text).toEqual({
      key: 'family.reminder',
      params: {},
    });
  });

  test('about an older version: cancelled before, or moved in the middle of the look', async () => {
    const { id, planned } = await reminded();
    const { type, id: visit } = planned.subject;
    await open.messages.cancel({ type, id: visit, beforeVersion: 2 }, 'visit_moved');
    open.clock.set(DUE);
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('cancelled visit_moved');

    const raced = await reminded();
    // The fence still says due, and then the visit is moved, before the message is marked.
    open.atFence = () => open.messages.cancel({ type, id: raced.planned.subject.id, beforeVersion: 2 }, 'visit_moved');
    await open.messages.deliver(raced.id);
    expect(await stateOf(raced.id)).toBe('cancelled visit_moved');
    expect(await open.messages.pendingFor(raced.conversation)).toEqual([]);
  });

  test('that a fence does not let pass, although nobody cancelled it', async () => {
    const { id, planned } = await reminded();
    open.standings.set(`${planned.subject.id}.1`, 'moved');
    open.clock.set(DUE);
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('cancelled visit_moved');
  });

  test('and what stands in the chat unseen comes down when the visit is moved; what was seen stays seen', async () => {
    const unseen = await reminded();
    const seen = await reminded();
    open.clock.set(DUE);
    for (const { id } of [unseen, seen]) await open.messages.deliver(id);
    await open.messages.markSeen(seen.conversation, [seen.id]);
    for (const { planned } of [unseen, seen])
      await open.messages.cancel({ type: 'visit', id: planned.subject.id, beforeVersion: 2 }, 'visit_moved');
    expect(await stateOf(unseen.id)).toBe('cancelled visit_moved');
    expect(await stateOf(seen.id)).toBe('seen');
    for (const { conversation } of [unseen, seen]) expect(await open.messages.pendingFor(conversation)).toEqual([]);
  });

  test('at night: it waits for the morning, and goes then', async () => {
    const { id } = await reminded({ expires: new Date('2026-12-29T01:00:00Z') });
    open.clock.set(new Date('2026-12-28T12:30:00Z'));
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('queued');
    expect((await open.row(id)).due).toEqual(new Date('2026-12-28T23:00:00Z'));
    open.messages.work();
    open.clock.set(new Date('2026-12-28T23:00:00Z'));
    await until(async () => {
      await open.net();
      await mongo.db.collection<{ _id: string }>('deliveries').updateOne({ _id: id }, { $set: { nudgeAfter: new Date(0) } });
      return (await stateOf(id)) === 'sent';
    });
  });
});

describe('letters to staff', () => {
  const planned = async (more: Parameters<typeof letter>[2] = {}, to = 'hana') => {
    const message = letter(to, open.clock.now(), more);
    await (await open.messages.plan([message]))();
    return message.id;
  };

  test('go out once, however many workers and nets there are', async () => {
    const id = await planned();
    await Promise.all(Array.from({ length: 12 }, () => open.messages.deliver(id)));
    await Promise.all([open.net(), open.net(), open.messages.deliver(id)]);
    expect(open.mails).toEqual([
      {
        to: 'hana@staff.example',
        subject: 'New request (FS-2A3B4)',
        text: expect.stringContaining('https://first-step.example/console/referrals/'),
        messageId: id,
      },
    ]);
    expect(await stateOf(id)).toBe('sent');
  });

  test('do not go to someone who left', async () => {
    const id = await planned({}, 'gone');
    await open.messages.deliver(id);
    expect(await stateOf(id)).toBe('blocked gone');
    expect(open.mails).toEqual([]);
  });

  test('count, by state', async () => {
    const id = await planned();
    await open.messages.deliver(id);
    const sent = (await open.messages.counts()).find(({ state }) => state === 'sent');
    expect(sent?.count).toBe(await mongo.db.collection('deliveries').countDocuments({ state: 'sent' }));
    expect(await open.messages.about('referral', [id.split('.')[0] ?? ''])).toMatchObject([
      { id, state: 'sent', audience: 'staff', staffId: 'hana' },
    ]);
    expect(await open.messages.subjectOf(id)).toMatchObject({ type: 'referral', version: 1 });
    expect(await open.messages.subjectOf('nothing')).toBeNull();
  });
});
