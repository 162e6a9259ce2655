import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EffectEvent } from '../../src/conversation/events.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo } from '../services.ts';
import { openInbox, type OpenInbox, prepare } from './open-inbox.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
const masterKey = newMasterKey();
let a: OpenInbox;
let conversation: string;

const another = (options: { failing?: (event: EffectEvent) => boolean } = {}): Promise<OpenInbox> =>
  openInbox({ db: mongo.db, client: mongo.client, masterKey, ...options });
const types = async (): Promise<string[]> => (await a.counted(conversation)).map(({ type }) => type);
const stuckNow = () => mongo.db.collection('stuck_effects').updateMany({}, { $set: { nextAt: new Date(0) } });

beforeAll(async () => {
  mongo = await withMongo();
  await prepare(mongo.db);
  a = await another();
});
beforeEach(() => {
  conversation = `web-${randomUUID()}`;
});
afterAll(async () => {
  await a.inbox.settled();
  await mongo.drop();
});

describe('effects', () => {
  test('are applied once, in the order of the conversation', async () => {
    for (const word of ['consent', 'danger', 'refer', 'hello', 'wait']) await a.say(conversation, word);
    await a.inbox.settled();
    expect(await types()).toEqual(['consent_recorded', 'alert_raised', 'referral_submitted', 'note_left', 'timer_set']);
    expect((await a.counted(conversation)).every(({ times }) => times === 1)).toBe(true);
  });

  test('are applied once although several processes do it at the same time', async () => {
    const others = await Promise.all([another(), another(), another()]);
    const all = [a, ...others];
    await Promise.all(Array.from({ length: 24 }, (_, i) => all[i % 4]?.say(conversation, 'refer')));
    await Promise.all(all.map(({ inbox }) => inbox.reconcile()));
    await Promise.all(all.map(({ inbox }) => inbox.settled()));
    const counted = await a.counted(conversation);
    expect(counted).toHaveLength(48);
    expect(counted.every(({ times }) => times === 1)).toBe(true);
    expect(counted.map(({ _id }) => Number(_id.split(':')[1]))).toEqual(Array.from({ length: 48 }, (_, i) => Math.floor(i / 2) + 1));
  });

  test('that a crash left behind are found by the net, and the next pass has nothing to do', async () => {
    const broken = await another({ failing: () => true });
    for (const word of ['consent', 'refer']) await broken.say(conversation, word);
    await broken.inbox.settled();
    expect(await types()).toEqual([]);
    await stuckNow();
    await a.inbox.reconcile();
    expect(await types()).toEqual(['consent_recorded', 'referral_submitted', 'note_left']);
    expect(await mongo.db.collection('stuck_effects').countDocuments({ _id: conversation as never })).toBe(0);
    expect(await a.inbox.reconcile()).toMatchObject({ drained: 0, stuck: 0 });
  });

  test('never leave half of a turn: a failing one takes the others of its turn back', async () => {
    const broken = await another({ failing: ({ type }) => type === 'note_left' });
    await broken.say(conversation, 'refer');
    await broken.inbox.settled();
    expect(await types()).toEqual([]);
    expect(await mongo.db.collection('applied_effects').countDocuments({ _id: { $regex: `^${conversation}` } as never })).toBe(0);
  });

  test('that call for help wait for no other', async () => {
    const broken = await another({ failing: ({ type }) => type === 'consent_recorded' });
    for (const word of ['consent', 'danger', 'refer']) await broken.say(conversation, word);
    await broken.inbox.settled();
    expect(await types()).toEqual(['alert_raised']);
    await stuckNow();
    await a.inbox.reconcile();
    expect((await types()).toSorted()).toEqual(['alert_raised', 'consent_recorded', 'note_left', 'referral_submitted']);
    expect((await a.counted(conversation)).every(({ times }) => times === 1)).toBe(true);
  });

  test('do what they return only after the commit', async () => {
    const done: string[] = [];
    const one = await another();
    one.inbox.subscribe('referral_submitted', async ({ turnSeq, turn }) => {
      expect(turn?.input).toMatchObject({ text: 'refer' });
      return async () => {
        const applied = await mongo.db
          .collection('applied_effects')
          .countDocuments({ _id: { $regex: `^${conversation}:${turnSeq}:` } as never });
        done.push(`${turnSeq} ${applied}`);
      };
    });
    await one.say(conversation, 'hello');
    await one.say(conversation, 'refer');
    await one.inbox.settled();
    expect(done).toEqual(['2 2']);
  });

  test('do not hold back the answer, and a failing one does not spoil it', async () => {
    const broken = await another({ failing: () => true });
    expect((await broken.say(conversation, 'refer')).messages.map(({ text }) => text)).toEqual(['heard refer 1']);
    await broken.inbox.settled();
  });
});

describe('the net', () => {
  test('reads by its own index, and only what came since', async () => {
    for (let i = 0; i < 30; i += 1) await a.say(conversation, i % 3 === 0 ? 'refer' : 'hello');
    await a.inbox.settled();
    await a.inbox.reconcile();
    // As if the last pass had been long ago in the past of the server's clock: nothing lies behind the mark.
    const last = await mongo.db.collection('turns').findOne({ hasEffects: true }, { sort: { ts: -1 } });
    const ts = last?.['ts'];
    const { Timestamp } = await import('mongodb');
    await mongo.db
      .collection<{ _id: string }>('outbox_marks')
      .updateOne({ _id: 'turns' }, { $set: { ts: new Timestamp({ t: ts.getHighBitsUnsigned() + 121, i: 0 }) } });
    expect(await a.inbox.reconcile()).toMatchObject({ scanned: 0, drained: 0 });
    const plan = await mongo.db
      .collection('turns')
      .find({ hasEffects: true, ts: { $gt: ts } })
      .sort({ ts: 1 })
      .hint('outbox')
      .explain('executionStats');
    expect(plan['executionStats']).toMatchObject({ totalDocsExamined: 0 });
  });

  test('lets one process at a time work', async () => {
    const b = await another();
    const passes = await Promise.all([a.inbox.reconcile(), b.inbox.reconcile(), a.inbox.reconcile(), b.inbox.reconcile()]);
    expect(passes.some((pass) => pass !== null)).toBe(true);
  });
});
