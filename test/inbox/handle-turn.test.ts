import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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
  a = await openInbox({ db: mongo.db, client: mongo.client, masterKey });
  b = await openInbox({ db: mongo.db, client: mongo.client, masterKey });
});
beforeEach(() => {
  conversation = `web-${randomUUID()}`;
});
afterAll(async () => {
  await Promise.all([a.inbox.settled(), b.inbox.settled()]);
  await mongo.drop();
});

const texts = (reply: { messages: readonly { text: string }[] }): string[] => reply.messages.map(({ text }) => text);
const seqs = async (): Promise<number[]> =>
  (await mongo.db.collection('turns').find({ conversation }).sort({ seq: 1 }).toArray()).map((turn) => Number(turn['seq']));

describe('a message', () => {
  test('is answered, and the answer counts the turns', async () => {
    const first = await a.send(conversation, { kind: 'start', lang: 'vi' });
    expect(first).toMatchObject({ conversation, turn: 1, lang: 'vi', forgotten: false });
    expect(texts(first)).toEqual(['again']);
    const second = await a.say(conversation, 'hello');
    expect(second.turn).toBe(2);
    expect(texts(second)).toEqual(['heard hello 1']);
  });

  test('whose first words begin the conversation is heard', async () => {
    expect(texts(await a.say(conversation, 'help'))).toEqual(['heard help 1']);
  });

  test('that only knocks again gets the present question, and makes no turn', async () => {
    await a.send(conversation, { kind: 'start', lang: 'vi' });
    expect(await b.send(conversation, { kind: 'start', lang: null })).toMatchObject({ turn: 1, messages: [], question: { id: 'q' } });
    expect(await seqs()).toEqual([1]);
  });

  test('goes on in another process where the first one stopped', async () => {
    await a.say(conversation, 'one');
    expect(texts(await b.say(conversation, 'two'))).toEqual(['heard two 2']);
    expect(texts(await a.say(conversation, 'three'))).toEqual(['heard three 3']);
    expect(await seqs()).toEqual([1, 2, 3]);
  });

  test('that comes again gets the same answer and changes nothing', async () => {
    const sent: [string, Awaited<ReturnType<OpenInbox['say']>>][] = [];
    for (const word of ['one', 'two', 'three']) {
      const id = randomUUID();
      sent.push([id, await a.say(conversation, word, { id })]);
    }
    for (const [id, reply] of sent) {
      expect(await a.say(conversation, 'other words', { id })).toEqual(reply);
      expect(await b.say(conversation, 'other words', { id })).toEqual(reply);
    }
    expect(texts(await b.say(conversation, 'four'))).toEqual(['heard four 4']);
    expect(await seqs()).toEqual([1, 2, 3, 4]);
  });

  test('sent many times at once to both processes has one turn and one answer', async () => {
    await a.say(conversation, 'one');
    await b.say(conversation, 'two');
    const id = randomUUID();
    const replies = await Promise.all([a, b, a, b, a, b].map((process) => process.say(conversation, 'three', { id })));
    for (const reply of replies) expect(reply).toEqual(replies[0]);
    expect(await seqs()).toEqual([1, 2, 3]);
  });

  test('and another at once both survive, in order', async () => {
    await a.say(conversation, 'zero');
    const words = Array.from({ length: 10 }, (_, i) => `w${i}`);
    const replies = await Promise.all(words.map((word) => a.say(conversation, word)));
    expect(replies.map(({ turn }) => turn)).toEqual(words.map((_, i) => i + 2));
    expect(texts(replies.at(-1) ?? { messages: [] })).toEqual(['heard w9 11']);
  });

  test('racing in two processes loses no word', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).say(conversation, `w${i}`)));
    expect(await seqs()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const last = await a.say(conversation, 'last');
    expect(texts(last)).toEqual(['heard last 21']);
  });

  test('of a hundred conversations at once stays in its own', async () => {
    const ids = Array.from({ length: 100 }, () => `web-${randomUUID()}`);
    for (const round of [1, 2, 3]) {
      const replies = await Promise.all(ids.map((id, i) => (i % 2 ? a : b).say(id, `word${i}`)));
      expect(replies.map(texts)).toEqual(ids.map((_, i) => [`heard word${i} ${round}`]));
    }
  });
});

describe('an answer to an older turn', () => {
  test('is stale, except when only silent turns came between', async () => {
    const seen = (await a.say(conversation, 'one')).turn;
    await a.say(conversation, 'two');
    expect(texts(await a.send(conversation, { kind: 'choice', values: ['a'] }, { seen }))).toEqual(['again']);
    const now = (await a.say(conversation, 'wait')).turn;
    await a.inbox.settled();
    a.clock.set(new Date(a.clock.now().getTime() + 3_600_000));
    await a.inbox.reconcile();
    expect(texts(await a.send(conversation, { kind: 'choice', values: ['a'] }, { seen: now }))).toEqual(['heard a 4']);
    await a.inbox.notify(conversation, { id: 'visit:1:1', notice: 'visit_booked', params: { time: '10:00' } });
    expect(texts(await a.send(conversation, { kind: 'choice', values: ['a'] }, { seen: now + 2 }))).toEqual(['again']);
  });

  test('with a turn that never was is stale', async () => {
    await a.say(conversation, 'one');
    expect(texts(await a.say(conversation, 'two', { seen: 99 }))).toEqual(['again']);
  });
});

describe('a notice from the staff', () => {
  test('is told once', async () => {
    await a.say(conversation, 'one');
    const notice = { id: 'visit:2:1', notice: 'visit_booked', params: { time: '10:00' } };
    const told = await a.inbox.notify(conversation, notice);
    expect(told && texts(told)).toEqual(['visit_booked 10:00']);
    expect(await b.inbox.notify(conversation, notice)).toEqual(told);
    expect(await seqs()).toEqual([1, 2]);
  });

  test('for nobody known begins no conversation', async () => {
    expect(await a.inbox.notify(conversation, { id: 'x', notice: 'visit_booked', params: {} })).toBeNull();
    expect(await seqs()).toEqual([]);
    expect(await mongo.db.collection('persons').countDocuments({ conversation })).toBe(0);
  });
});

describe('a timer', () => {
  test('is delivered once when it is due, and never after it was set off', async () => {
    await a.say(conversation, 'wait');
    await a.inbox.settled();
    await a.inbox.reconcile();
    expect(await seqs()).toEqual([1]);
    b.clock.set(new Date(a.clock.now().getTime() + 1_800_000));
    await Promise.all([b.inbox.reconcile(), b.inbox.reconcile()]);
    await b.inbox.reconcile();
    expect(await seqs()).toEqual([1, 2]);
    expect((await mongo.db.collection('turns').findOne({ conversation, seq: 2 }))?.['externalId']).toBe('timer-1');
    await b.inbox.settled();
    expect(await mongo.db.collection('timers').countDocuments({ _id: conversation as never })).toBe(0);
  });
});

describe('the history', () => {
  test('shows what she wrote or chose, what was said, and where she is', async () => {
    await a.say(conversation, 'one');
    a.clock.set(new Date(a.clock.now().getTime() + 60_000));
    const last = a.clock.now().toISOString();
    await a.send(conversation, { kind: 'choice', values: ['a', 'b'] });
    await a.inbox.notify(conversation, { id: 'n', notice: 'visit_booked', params: {} });
    const history = await b.inbox.history(conversation);
    expect(history?.turns.map(({ seq, mine, messages }) => [seq, mine, messages.map(({ text }) => text)])).toEqual([
      [1, 'one', ['heard one 1']],
      [2, 'Apple, Pear', ['heard a+b 2']],
      [3, null, ['visit_booked']],
    ]);
    expect(history?.current).toMatchObject({ turn: 3, messages: [], question: { id: 'q' } });
    expect(history?.lastActivityAt).toBe(last);
  });

  test('of nobody is null', async () => {
    expect(await a.inbox.history(conversation)).toBeNull();
  });
});

describe('who a sender is', () => {
  test('a token opens its conversation only', async () => {
    const { identities } = a.inbox;
    const { conversation: id, token } = identities.callerOf(conversation);
    expect(identities.ofToken(token)).toBe(id);
    for (const wrong of ['', '.', token.slice(0, -1), `${token}x`, token.replace('web', 'wob'), conversation, `${conversation}.`]) {
      expect(identities.ofToken(wrong)).toBeNull();
    }
    expect(identities.ofSender('line', 'U4af4980629')).toBe(b.inbox.identities.ofSender('line', 'U4af4980629'));
    expect(identities.ofSender('line', 'U4af4980629')).not.toContain('U4af4980629');
  });

  test('the first message may come again without a token for ten minutes', async () => {
    const { identities } = a.inbox;
    const id = randomUUID();
    const caller = await identities.ofFirstMessage('web', id);
    expect(await identities.ofFirstMessage('web', id)).toEqual(caller);
    await a.say(caller?.conversation ?? '', 'one', { id });
    expect(await identities.ofFirstMessage('web', id)).toEqual(caller);
    a.clock.set(new Date(a.clock.now().getTime() + 10 * 60_000));
    expect(await identities.ofFirstMessage('web', id)).toEqual(caller);
    a.clock.set(new Date(a.clock.now().getTime() + 1));
    expect(await identities.ofFirstMessage('web', id)).toBeNull();
    expect(await identities.ofFirstMessage('web', randomUUID())).not.toBeNull();
  });
});
