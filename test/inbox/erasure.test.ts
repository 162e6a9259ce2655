import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BSON } from 'mongodb';
import type { Families } from '../../src/families/index.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo } from '../services.ts';
import { openInbox, type OpenInbox, prepare } from './open-inbox.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
const masterKey = newMasterKey();
let a: OpenInbox;
let b: OpenInbox;
let conversation: string;

beforeAll(async () => {
  mongo = await withMongo();
  await prepare(mongo.db);
  const open = () => openInbox({ db: mongo.db, client: mongo.client, masterKey });
  [a, b] = [await open(), await open()];
});
beforeEach(() => {
  conversation = `web-${randomUUID()}`;
});
afterAll(async () => {
  await Promise.all([a.inbox.settled(), b.inbox.settled()]);
  await mongo.drop();
});

/** Every stored byte of every collection. */
async function dump(): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (const { name } of await mongo.db.listCollections().toArray()) {
    for await (const document of mongo.db.collection(name).find()) parts.push(BSON.serialize(document));
  }
  return Buffer.concat(parts);
}

const turns = () => mongo.db.collection('turns').find({ conversation }).sort({ seq: 1 }).toArray();
const keyOf = () => mongo.db.collection('person_keys').countDocuments({});

test('a process that slept through an erasure writes nobody down again', async () => {
  const first = randomUUID();
  const fallsAsleep = await b.inbox.identities.ofFirstMessage('web', first);
  conversation = fallsAsleep?.conversation ?? '';
  await a.say(conversation, 'hello', { id: first });
  await a.say(conversation, 'withdraw');
  await a.inbox.settled();
  const written = () =>
    Promise.all(
      ['persons', 'person_keys'].map((name) => mongo.db.collection(name).countDocuments(name === 'persons' ? { conversation } : {})),
    );
  const before = await written();
  await b.say(conversation, 'hello', { id: first });
  expect(before[0]).toBe(0);
  expect(await written()).toEqual(before);
});

describe('words of a family', () => {
  test('stand nowhere in clear', async () => {
    const canaries = ['CANARY-heron', '+821098765432', 'CANARY-notice'];
    await a.say(conversation, 'CANARY-heron +821098765432');
    await a.say(conversation, 'refer');
    await a.inbox.notify(conversation, { id: randomUUID(), notice: 'visit_booked', params: { place: 'CANARY-notice' } });
    await a.inbox.settled();
    const bytes = await dump();
    for (const canary of canaries) expect(bytes.includes(canary)).toBe(false);
  });

  test('open in their place only', async () => {
    await a.say(conversation, 'one');
    await a.say(conversation, 'two');
    const [first] = await turns();
    await mongo.db.collection('turns').updateOne({ conversation, seq: 2 }, { $set: { sealed: first?.['sealed'] } });
    await expect(b.inbox.history(conversation)).rejects.toThrow(/wrong place/);
  });
});

describe.each(['refuse', 'withdraw'])('%s', (word) => {
  test('destroys the key with that very turn and leaves no trace of her', async () => {
    const keysBefore = await keyOf();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    await a.say(conversation, 'CANARY-words', { id: ids[0] ?? '' });
    const person = await a.families.personOf(conversation);
    const code = (await mongo.db.collection('persons').findOne({ conversation }))?.['code'] as string;
    await a.say(conversation, 'refer', { id: ids[1] ?? '' });
    await a.families.setReturnWord(conversation, 'CANARY-word');
    const reply = await a.say(conversation, word, { id: ids[2] ?? '' });
    expect(reply).toMatchObject({ turn: 3, forgotten: true, question: null });

    // Before anything else has run:
    expect(await keyOf()).toBe(keysBefore);
    expect(await a.families.personOf(conversation)).toBeNull();
    expect(await b.inbox.history(conversation)).toBeNull();
    await a.inbox.settled();
    expect((await a.counted(conversation)).map(({ type }) => type)).toEqual(['referral_submitted', 'note_left', 'person_forgotten']);
    const bytes = await dump();
    for (const trace of ['CANARY', code, person ?? '', ...ids]) expect(bytes.includes(trace)).toBe(false);
    const places = await turns();
    expect(places.map((turn) => [turn['seq'], turn['erased'], turn['sealed'] ?? null, turn['personId'] ?? null])).toEqual(
      [1, 2, 3].map((seq) => [seq, true, null, null]),
    );
  });

  test('is not undone by a message that comes again', async () => {
    const ids = [randomUUID(), randomUUID()] as const;
    await a.say(conversation, 'one', { id: ids[0] });
    const goodbye = await a.say(conversation, word, { id: ids[1] });
    const keysAfter = await keyOf();
    for (const process of [a, b]) {
      expect(await process.say(conversation, word, { id: ids[1] })).toEqual(goodbye);
      expect(await process.say(conversation, 'one', { id: ids[0] })).toMatchObject({ forgotten: true, messages: [], question: null });
    }
    expect(await keyOf()).toBe(keysAfter);
    expect(await turns()).toHaveLength(2);
  });

  test('sent to two processes at once is done once', async () => {
    await a.say(conversation, 'one');
    await b.say(conversation, 'two');
    const id = randomUUID();
    const replies = await Promise.all([a, b, a, b].map((process) => process.say(conversation, word, { id })));
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(await turns()).toHaveLength(3);
  });

  test('and a word at once: she is forgotten, or begins anew, but nothing is half', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `web-${randomUUID()}`;
      await Promise.all([a.say(id, 'one'), b.say(id, 'two')]);
      await Promise.all([a.say(id, word), b.say(id, 'three'), b.say(id, 'four'), a.say(id, 'five')]);
      const stored = await mongo.db.collection('turns').find({ conversation: id }).sort({ seq: 1 }).toArray();
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, i) => i + 1));
      const fence = stored.findLast((turn) => turn['erased'] === true)?.['seq'] as number;
      expect(stored.every((turn) => (turn['erased'] === true) === Number(turn['seq']) <= fence)).toBe(true);
      const readable = await b.inbox.history(id);
      expect(readable?.turns.map(({ seq }) => seq) ?? []).toEqual(stored.slice(fence).map(({ seq }) => seq));
    }
  });

  test('lets her begin anew, as someone else', async () => {
    const first = await a.say(conversation, 'one');
    await a.say(conversation, word);
    const anew = await b.say(conversation, 'hello again');
    expect(anew).toMatchObject({ turn: 3, forgotten: false });
    expect(anew.messages.map(({ text }) => text)).toEqual(['heard hello again 1']);
    expect(first.turn).toBe(1);
    expect((await a.inbox.history(conversation))?.turns.map(({ seq }) => seq)).toEqual([3]);
    await a.say(conversation, word);
    expect(await a.inbox.history(conversation)).toBeNull();
  });

  test('leaves the alert for a life at risk, also one that could not be applied before', async () => {
    const broken = await openInbox({ db: mongo.db, client: mongo.client, masterKey, failing: () => true });
    await broken.say(conversation, 'CANARY-words');
    await broken.say(conversation, 'danger');
    await broken.say(conversation, 'refer');
    await broken.say(conversation, word);
    await broken.inbox.settled();
    await mongo.db.collection('stuck_effects').updateMany({}, { $set: { nextAt: new Date(0) } });
    await a.inbox.reconcile();
    expect((await a.counted(conversation)).map(({ type, _id }) => [type, Number(_id.split(':')[1])])).toEqual([
      ['alert_raised', 2],
      ['person_forgotten', 4],
    ]);
    expect((await dump()).includes('CANARY')).toBe(false);
    expect((await turns()).every((turn) => (turn['sealed'] ?? null) === null)).toBe(true);
  });
});

describe('a process that dies while it forgets', () => {
  const diesAt = async (word: string, id: string): Promise<void> => {
    const around = (families: Families): Families => ({ ...families, forget: () => Promise.reject(new Error('killed here')) });
    const dying = await openInbox({ db: mongo.db, client: mongo.client, masterKey, around });
    await dying.say(conversation, 'CANARY-words');
    await expect(dying.say(conversation, word, { id })).rejects.toThrow('killed here');
    await dying.inbox.settled();
    expect((await turns()).map((turn) => turn['erased'] ?? false)).toEqual([false, true]);
  };
  const nothingLeft = async (): Promise<void> => {
    await a.inbox.settled();
    await mongo.db.collection('stuck_effects').updateMany({}, { $set: { nextAt: new Date(0) } });
    await a.inbox.reconcile();
    expect(await mongo.db.collection('persons').countDocuments({ conversation })).toBe(0);
    expect((await turns()).every((turn) => turn['erased'] === true && (turn['sealed'] ?? null) === null && !turn['unfinished'])).toBe(true);
    expect((await a.counted(conversation)).map(({ type, times }) => [type, times])).toEqual([['person_forgotten', 1]]);
  };

  test('is finished by the net', async () => {
    await diesAt('refuse', randomUUID());
    await nothingLeft();
  });

  test('is finished by the same message when it comes again, with its farewell', async () => {
    const id = randomUUID();
    await diesAt('withdraw', id);
    const reply = await a.say(conversation, 'withdraw', { id });
    expect(reply).toMatchObject({ turn: 2, forgotten: true });
    expect(reply.messages.map(({ text }) => text)).toEqual(['heard withdraw 2']);
    await nothingLeft();
  });

  test('is finished before the next message is heard', async () => {
    await diesAt('withdraw', randomUUID());
    const anew = await b.say(conversation, 'hello');
    expect(anew.messages.map(({ text }) => text)).toEqual(['heard hello 1']);
    expect(await mongo.db.collection('persons').countDocuments({ conversation })).toBe(1);
  });
});

describe('effects of what was forgotten', () => {
  test('are not applied by a process that had read them before', async () => {
    const broken = await openInbox({ db: mongo.db, client: mongo.client, masterKey, failing: () => true });
    await broken.say(conversation, 'consent');
    await broken.inbox.settled();

    let goOn = (): void => {};
    let hasRead = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const reading = new Promise<void>((resolve) => {
      hasRead = resolve;
    });
    const around = (families: Families): Families => ({
      ...families,
      dataKey: async (personId) => {
        const key = await families.dataKey(personId);
        hasRead();
        await gate;
        return key;
      },
    });
    const slow = await openInbox({ db: mongo.db, client: mongo.client, masterKey, around });
    await mongo.db.collection('stuck_effects').updateMany({}, { $set: { nextAt: new Date(0) } });
    const pass = slow.inbox.reconcile();
    await reading;
    await broken.say(conversation, 'withdraw');
    await broken.inbox.settled();
    goOn();
    await pass;
    expect((await a.counted(conversation)).map(({ type }) => type)).toEqual(['person_forgotten']);
    expect(await mongo.db.collection('consents').countDocuments({ _id: { $regex: `^${conversation}` } as never })).toBe(0);
  });
});

describe('an erasing word that was said before and comes again later', () => {
  test('erases nothing', async () => {
    const id = randomUUID();
    await a.say(conversation, 'one', { id });
    await a.say(conversation, 'two');
    const again = await b.say(conversation, 'withdraw', { id });
    expect(again).toMatchObject({ turn: 1, forgotten: false });
    expect(await turns()).toHaveLength(2);
  });
});

describe('of a child', () => {
  test('only what may be kept stays', async () => {
    const ids = [randomUUID(), randomUUID()] as const;
    await a.say(conversation, 'CANARY-before', { id: ids[0] });
    const { turn } = await a.say(conversation, 'child', { id: ids[1] });
    await a.inbox.settled();
    const history = await b.inbox.history(conversation);
    expect(history?.turns.map(({ seq, mine }) => [seq, mine])).toEqual([[turn, null]]);
    expect(JSON.stringify(history)).not.toContain('CANARY');
    expect((await turns()).map((stored) => stored['program'] ?? null)).toEqual([null, 'reduced']);
    // What was erased does not come back, and what stayed is still answered.
    expect(await b.say(conversation, 'CANARY-before', { id: ids[0] })).toMatchObject({ turn, messages: [], forgotten: false });
    expect(await b.say(conversation, 'child', { id: ids[1] })).toMatchObject({ turn });
    expect((await b.say(conversation, 'hello')).turn).toBe(turn + 1);
  });
});
