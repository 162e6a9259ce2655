import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { Alert, ReferralDetail, ReferralList, ReferralRow } from '../../src/contract/referrals.ts';
import { Problem } from '../../src/contract/problem.ts';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { listen } from '../../src/platform/http.ts';
import { withMongo, withRedis } from '../services.ts';
import { NOW, openReferrals, type OpenReferrals, prepare, type STAFF } from './open-referrals.ts';
import { until } from './until.ts';

type Who = keyof typeof STAFF;

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let one: OpenReferrals;
let conversation: string;
let id: string;
const masterKey = newMasterKey();

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepare(mongo.db);
  one = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey, heartbeatMs: 50 });
});
afterAll(async () => {
  await one.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});
beforeEach(async () => {
  one.clock.set(NOW);
  one.realClock.set(NOW);
  conversation = `web-${randomUUID()}`;
  await one.says(conversation, 'consent', 'refer urgent_24h T10');
  await one.scan('handovers');
  id = (await one.of(conversation))?._id ?? '';
});
afterEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
});

const get = (who: Who, path: string) => supertest(one.app(who)).get(path);
const post = (who: Who, path: string, body: object) => supertest(one.app(who)).post(path).send(body);
const audited = async () =>
  (await mongo.db.collection('audit').find().sort({ _id: 1 }).toArray()).map(
    ({ who, action, subjectId }) => `${String(who)} ${String(action)} ${String(subjectId)}`,
  );

describe('the queue', () => {
  test('is by open emergencies, then by what is due first, page by page', async () => {
    const levels = ['standard_7d', 'emergency', 'priority_3d'];
    for (const level of levels) await one.says(`web-${randomUUID()}`, 'consent', `refer ${level}`);
    const { body, status } = await get('hana', '/api/referrals');
    expect(status).toBe(200);
    const { items, next, now } = ReferralList.parse(body);
    expect(items.map(({ level }) => level)).toEqual(['emergency', 'urgent_24h', 'priority_3d', 'standard_7d']);
    expect({ next, now }).toEqual({ next: null, now: NOW.toISOString() });
    expect(items[1]).toMatchObject({ assignedTo: { id: 'hana', name: 'Name of hana' }, reasons: ['T10'], overdue: false });
    expect(JSON.stringify(body)).not.toMatch(/CANARY|8210|afraid/);
  });

  test('has pages that end where the next begins', async () => {
    const [template] = await mongo.db.collection('referrals').find().toArray();
    const copies = Array.from({ length: 119 }, (_unused, i) => ({
      ...template,
      _id: `copy-${i}` as never,
      conversation: `c${i}`,
      dueAt: new Date(NOW.getTime() + (i % 7) * 1_000),
    }));
    await mongo.db.collection('referrals').insertMany(copies);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await get('sena', `/api/referrals?status=all${cursor ? `&cursor=${cursor}` : ''}`);
      const page = ReferralList.parse(body);
      seen.push(...page.items.map((row) => row.id));
      cursor = page.next;
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  test('leaves out what is closed, unless all is asked for; is overdue after its time', async () => {
    one.clock.set(new Date('2026-11-10T05:00:01Z'));
    expect((await get('hana', '/api/referrals?status=open')).body.items).toEqual([expect.objectContaining({ overdue: true })]);
    await post('hana', `/api/referrals/${id}/decline`, { version: 2, reason: 'Lives in another city' });
    expect((await get('hana', '/api/referrals?status=open')).body.items).toEqual([]);
    expect((await get('hana', '/api/referrals?status=all')).body.items).toEqual([expect.objectContaining({ status: 'declined' })]);
  });

  test('uses its index', async () => {
    const plan = await mongo.db
      .collection('referrals')
      .find({ organisationId: 'centre', rank: { $lt: 2 } })
      .sort({ rank: 1, dueAt: 1, _id: 1 })
      .explain('executionStats');
    expect(JSON.stringify([plan['queryPlanner']?.winningPlan, plan['executionStats']?.executionStages])).not.toMatch(/COLLSCAN|"SORT"/);
  });
});

describe('a referral', () => {
  const answer = (body: unknown, question: string) => ReferralDetail.parse(body).answers.find((one_) => one_.question === question);

  test('shows its answers to who has it, and each read is on the record', async () => {
    const { body } = await get('hana', `/api/referrals/${id}`);
    const detail = ReferralDetail.parse(body);
    expect(answer(body, 'heart_home')).toMatchObject({
      type: 'multi',
      value: ['afraid', 'CANARY-secret'],
      sensitivity: 'secret',
      masked: false,
    });
    expect(answer(body, 'due_date')).toMatchObject({ value: '2027-01-20', precision: 'week' });
    expect(answer(body, 'prenatal')).toMatchObject({ value: null, skipped: true });
    expect(answer(body, 'household')).toMatchObject({ needsHumanCheck: true });
    expect(detail).toMatchObject({
      contactWay: 'phone',
      contactValue: '+821099990000',
      consents: [{ consent: 'consent_basic', given: true }],
      visitWanted: true,
    });
    expect(detail.history.map(({ what }) => what)).toEqual(['submitted', 'assigned']);
    await get('hana', `/api/referrals/${id}`);
    expect(await audited()).toEqual([`hana referral_read ${id}`, `hana referral_read ${id}`]);
    const entry = await mongo.db.collection('audit').findOne({});
    expect(entry?.['fields']).toEqual(['stage', 'age_band', 'due_date', 'household', 'heart_home', 'contact', 'prenatal']);
  });

  test('masks secrets for a colleague, and every answer for an administrator', async () => {
    const colleague = await get('duri', `/api/referrals/${id}`);
    expect(answer(colleague.body, 'heart_home')).toMatchObject({ value: null, masked: true });
    expect(answer(colleague.body, 'due_date')).toMatchObject({ value: '2027-01-20', masked: false });
    // What the tables say of a rule is the same for every family: its id says no less.
    expect(JSON.stringify({ ...colleague.body, rules: {} })).not.toMatch(/CANARY|8210|afraid/);
    const administrator = await get('daon', `/api/referrals/${id}`);
    expect(ReferralDetail.parse(administrator.body).answers.every(({ masked, value }) => masked && value === null)).toBe(true);
    expect(ReferralDetail.parse((await get('sena', `/api/referrals/${id}`)).body).answers.every(({ masked }) => !masked)).toBe(true);
  });

  test('shows notes to who has it, who has read them then', async () => {
    await one.say(conversation, 'CANARY note');
    expect(ReferralDetail.parse((await get('duri', `/api/referrals/${id}`)).body)).toMatchObject({ notes: [], unreadNotes: 1 });
    expect(ReferralDetail.parse((await get('hana', `/api/referrals/${id}`)).body)).toMatchObject({
      notes: [{ text: 'CANARY note' }],
      unreadNotes: 1,
    });
    expect((await get('hana', '/api/referrals')).body.items[0]).toMatchObject({ unreadNotes: 0 });
  });

  test('of somebody who withdrew is an empty shell', async () => {
    await one.say(conversation, 'forget');
    const { body, status } = await get('sena', `/api/referrals/${id}`);
    expect(status).toBe(200);
    expect(ReferralDetail.parse(body)).toMatchObject({
      status: 'withdrawn',
      answers: [],
      reasons: [],
      contactValue: null,
      consents: [],
      notes: [],
    });
  });
});

describe('a decision', () => {
  test('accepts once: it is noted, she is told once in the chat, and the other one sees a conflict', async () => {
    const both = await Promise.all([
      post('hana', `/api/referrals/${id}/accept`, { version: 2 }),
      post('duri', `/api/referrals/${id}/accept`, { version: 2 }),
    ]);
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409']);
    const lost = both.find(({ status }) => status === 409);
    expect(Problem.parse(lost?.body)).toMatchObject({
      type: '/problems/conflict',
      detail: 'It is now accepted, version 3.',
      kept: 'nothing was changed',
    });
    expect(ReferralRow.parse(lost?.body.current)).toMatchObject({ id, status: 'accepted', version: 3 });
    expect(lost?.body.sent).toEqual({ version: 2 });
    expect(JSON.stringify(lost?.body)).not.toMatch(/CANARY|8210|afraid/);
    one.realClock.set(new Date(NOW.getTime() + 15_000));
    expect(await one.scan('acceptances_to_tell')).toEqual({ acceptances_to_tell: 1 });
    await one.inbox.settled();
    const notices = await mongo.db.collection('turns').countDocuments({ conversation, externalId: { $regex: '^notice' } });
    expect(notices).toBe(1);
    await one.scan('acceptances_to_tell');
    expect(await mongo.db.collection('turns').countDocuments({ conversation, externalId: { $regex: '^notice' } })).toBe(1);
    expect(await one.of(conversation)).toMatchObject({ status: 'accepted', tellAccepted: false, nextStepAt: null, version: 3 });
    expect((await audited()).filter((entry) => entry.includes('referral_accepted'))).toHaveLength(1);
  });

  test('that could not be told is told by the net', async () => {
    await post('hana', `/api/referrals/${id}/accept`, { version: 2 });
    await mongo.db.collection('referrals').updateOne({ _id: id as never }, { $set: { tellAccepted: true, tellAt: null } });
    expect(await one.scan('acceptances_to_tell')).toEqual({ acceptances_to_tell: 1 });
  });

  test('declines with a reason that is sealed, and tells the supervisor', async () => {
    expect((await post('hana', `/api/referrals/${id}/decline`, { version: 2, reason: 'CANARY reason' })).status).toBe(200);
    expect(JSON.stringify(await mongo.db.collection('referrals').findOne({}))).not.toContain('CANARY');
    expect(JSON.stringify(await mongo.db.collection('audit').find().toArray())).not.toContain('CANARY');
    const { body } = await get('sena', `/api/referrals/${id}`);
    expect(ReferralDetail.parse(body).history.at(-1)).toMatchObject({ what: 'declined', who: 'Name of hana', reason: 'CANARY reason' });
    expect(await one.ledger('referral_declined')).toEqual([expect.objectContaining({ _id: `${id}.referral_declined.2.email.sena` })]);
  });

  test('to decline is not taken back by more answers, but by danger', async () => {
    await post('hana', `/api/referrals/${id}/decline`, { version: 2, reason: 'Out of our area' });
    await one.say(conversation, 'revise urgent_24h T15');
    expect(await one.of(conversation)).toMatchObject({ status: 'declined' });
    await one.say(conversation, 'revise emergency T01');
    expect(await one.of(conversation)).toMatchObject({ status: 'submitted', assignedTo: null, rank: 0 });
  });

  test('to accept stays, whatever she says later', async () => {
    await post('hana', `/api/referrals/${id}/accept`, { version: 2 });
    await one.say(conversation, 'revise emergency T01');
    expect(await one.of(conversation)).toMatchObject({ status: 'accepted', assignedTo: 'hana', level: 'emergency', round: 3 });
    const call = (await one.ledger('referral_assigned')).find(({ _id }) => _id === `${id}.referral_assigned.3.email.hana`);
    expect(call).toBeDefined();
    const sent = one.mails.length;
    await one.messages.deliver(String(call?._id));
    expect(one.mails).toHaveLength(sent + 1);
  });

  test('is not for everybody', async () => {
    const tries = await Promise.all(
      (['duri', 'daon', 'bareum', 'lan', 'other'] as const).map(async (who) => [
        who,
        (await post(who, `/api/referrals/${id}/decline`, { version: 2, reason: 'No time' })).status,
      ]),
    );
    expect(Object.fromEntries(tries)).toEqual({ duri: 403, daon: 403, bareum: 404, lan: 404, other: 404 });
    expect(await one.of(conversation)).toMatchObject({ status: 'assigned' });
  });
});

describe('what nobody should send', () => {
  const table = JSON.parse(readFileSync(new URL('./bad-input.json', import.meta.url), 'utf8')) as {
    name: string;
    body: string;
    type?: string;
    status: number;
  }[];

  test.each(table)('$name is refused with a problem document', async ({ body, type = 'application/json', status }) => {
    for (const path of [`/api/referrals/${id}/accept`, `/api/referrals/${id}/decline`]) {
      const answer = await supertest(one.app('hana')).post(path).set('content-type', type).send(body);
      expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
      expect(Problem.parse(JSON.parse(answer.text)).status).toBe(status);
    }
    expect(await one.of(conversation)).toMatchObject({ status: 'assigned', version: 2 });
  });

  test('too much is refused', async () => {
    const answer = await supertest(one.app('hana'))
      .post(`/api/referrals/${id}/decline`)
      .set('content-type', 'application/json')
      .send(`{"version":2,"reason":"${'x'.repeat(1_048_576)}"}`);
    expect([answer.status, answer.type]).toEqual([413, 'application/problem+json']);
  });

  test.each([
    '/api/referrals?status[$ne]=open',
    '/api/referrals?status=closed',
    '/api/referrals?cursor=abc',
    '/api/referrals?cursor=W10',
    '/api/referrals?x=1',
    '/api/referrals?cursor=WzAsMSx7IiRuZSI6MX1d',
    '/api/referrals/unknown',
    '/api/referrals/%7B%22$ne%22:1%7D',
    '/api/referrals/..%2f..',
    '/api/referrals/%FF',
    '/api/referrals/a-much-longer-identifier-than-any-that-was-ever-given-out-by-this-service',
    '/api/nothing',
  ])('GET %s', async (path) => {
    const answer = await get('hana', path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.type).toBe('application/problem+json');
  });

  test('an alert that does not exist', async () => {
    expect((await post('hana', '/api/alerts/nothing/acknowledge', {})).status).toBe(404);
    expect((await post('hana', '/api/alerts/nothing/acknowledge', { $ne: 1 })).status).toBe(400);
  });
});

describe('the stream of events', () => {
  /** Listens as a member of the staff; `heard` grows. */
  async function listenAs(who: Who) {
    const server = await listen(one.app(who), { port: 0, host: '127.0.0.1' });
    const heard: string[] = [];
    let ended = false;
    const request = httpRequest({ port: server.port, host: '127.0.0.1', path: '/api/events' });
    const opened = new Promise<void>((resolve) => {
      request.on('response', (response) => {
        response.on('data', (bytes: Buffer) =>
          heard.push(
            ...bytes
              .toString()
              .split('\n')
              .filter((line) => line.startsWith('data:')),
          ),
        );
        response.on('close', () => {
          ended = true;
        });
        expect(response.headers['content-type']).toBe('text/event-stream');
        resolve();
      });
    });
    request.end();
    await opened;
    return {
      heard,
      ended: () => ended,
      close: async () => {
        request.destroy();
        await server.close();
      },
    };
  }

  test('tells each only of what they may read, with ids alone', async () => {
    const [hana, other, lan, bareum] = await Promise.all((['hana', 'other', 'lan', 'bareum'] as const).map(listenAs));
    await one.say(conversation, 'danger S01');
    await one.say(conversation, 'revise emergency T01');
    await until(() => hana?.heard.includes(`data: {"type":"referral","id":"${id}"}`));
    expect(hana?.heard.some((line) => line.includes('"alert"'))).toBe(true);
    expect([other?.heard, lan?.heard, bareum?.heard]).toEqual([[], [], []]);
    await Promise.all([hana, other, lan, bareum].map((stream) => stream?.close()));
  });

  test('ends when its reader is switched off', async () => {
    const duri = await listenAs('duri');
    await one.members.setActive('duri', false);
    await until(duri.ended);
    expect(duri.heard).toEqual([]);
    await one.members.setActive('duri', true);
    await duri.close();
  });
});

test('alerts have the form of the contract', async () => {
  await one.says(`web-${randomUUID()}`, 'danger S01');
  const { body } = await get('daon', '/api/alerts');
  expect(body.items.map((item: unknown) => Alert.parse(item).rung)).toEqual(['on_call']);
  expect((await get('lan', '/api/alerts')).status).toBe(403);
  expect((await get('bareum', '/api/referrals')).status).toBe(403);
});
