import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let redis: Awaited<ReturnType<typeof withRedis>>;
let one: OpenReferrals;
let conversation: string;
const masterKey = newMasterKey();

beforeAll(async () => {
  [mongo, redis] = await Promise.all([withMongo(), withRedis()]);
  await prepare(mongo.db);
  one = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
});
afterAll(async () => {
  await one.close();
  await Promise.all([mongo.drop(), redis.drop()]);
});
beforeEach(() => {
  conversation = `web-${randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
});

const history = async () => (await one.of(conversation))?.history.map(({ what }) => what);

describe('a finished intake', () => {
  test('makes one referral with level, reasons and deadlines, and nothing of her in clear', async () => {
    await one.says(conversation, 'consent', 'refer urgent_24h T10 T15');
    const referral = await one.of(conversation);
    expect(referral).toMatchObject({
      level: 'urgent_24h',
      reasons: ['T10', 'T15'],
      services: ['home_visit'],
      status: 'submitted',
      lang: 'vi',
      district: 'namdong',
      version: 1,
      round: 1,
      rank: 1,
      escalation: 'none',
      unreadNotes: 0,
    });
    // rules.md §2.2: 4 hours of clock time to accept, 24 to be contacted.
    expect(referral?.deadlines).toMatchObject({ acceptBy: new Date('2026-11-10T05:00:00Z'), contactBy: new Date('2026-11-11T01:00:00Z') });
    expect(referral?.nextStepAt).toEqual(new Date('2026-11-10T05:00:00Z'));
    expect(JSON.stringify(await mongo.db.collection('referrals').findOne({ conversation }))).not.toMatch(/CANARY|8210|afraid/);
    expect(await redis.redis.keys('*handover*')).toEqual(expect.arrayContaining([expect.stringContaining(`handover.${referral?._id}.1`)]));
  });

  test('is one referral however often its effects come', async () => {
    await one.says(conversation, 'consent', 'refer standard_7d T30');
    // As after a lost mark: everything is brought again.
    await mongo.db.collection('conversations').deleteMany({ _id: conversation as never });
    await mongo.db.collection('stuck_effects').insertOne({ _id: conversation as never, nextAt: new Date(0), tries: 1, seq: 2 });
    await one.inbox.reconcile();
    expect(await mongo.db.collection('referrals').countDocuments({ conversation })).toBe(1);
    expect(await history()).toEqual(['submitted']);
  });

  test('that says more later is revised, and a weaker level takes nothing back', async () => {
    await one.says(conversation, 'consent', 'refer urgent_24h T15', 'revise standard_7d T30');
    const referral = await one.of(conversation);
    expect(referral).toMatchObject({ level: 'standard_7d', reasons: ['T30'], round: 1, version: 2 });
    expect(referral?.deadlines.acceptBy).toEqual(new Date('2026-11-10T05:00:00Z'));
    expect(await history()).toEqual(['submitted', 'revised']);
  });

  test('that gets worse calls again, with earlier deadlines and a new ladder', async () => {
    await one.says(conversation, 'consent', 'refer standard_7d T30');
    await one.scan('handovers');
    const before = await one.of(conversation);
    await one.say(conversation, 'revise urgent_24h T15');
    const after = await one.of(conversation);
    expect(after).toMatchObject({ level: 'urgent_24h', status: 'assigned', assignedTo: before?.assignedTo, round: 2, escalation: 'none' });
    expect(after?.deadlines.acceptBy).toEqual(new Date('2026-11-10T05:00:00Z'));
    expect((await one.ledger('referral_assigned')).map(({ _id }) => _id)).toEqual([
      `${after?._id}.referral_assigned.1.email.hana`,
      `${after?._id}.referral_assigned.2.email.hana`,
    ]);
  });
});

describe('what she writes later', () => {
  beforeEach(async () => {
    await one.says(conversation, 'consent', 'refer priority_3d T28');
    await one.scan('handovers');
  });

  test('is kept sealed, counted as unread, and mailed about once', async () => {
    await one.say(conversation, 'CANARY words for staff');
    await one.say(conversation, 'and more');
    const referral = await one.of(conversation);
    expect(referral).toMatchObject({ unreadNotes: 2 });
    expect(referral?.notes).toHaveLength(2);
    expect(JSON.stringify(await mongo.db.collection('referrals').findOne({ conversation }))).not.toContain('CANARY');
    expect(await one.ledger('referral_note')).toHaveLength(1);
  });

  test('about a person, a loss, quiet or another language is seen in the case', async () => {
    for (const word of ['human', 'loss', 'quiet']) await one.say(conversation, word);
    await one.inbox.handleTurn({ channel: 'web', conversation, externalId: randomUUID(), content: { kind: 'language', lang: 'en' } });
    await one.inbox.settled();
    expect(await history()).toEqual(['submitted', 'assigned', 'human_asked', 'loss_told', 'quiet_mode']);
    expect(await one.of(conversation)).toMatchObject({ quietMode: true, lang: 'en' });
  });

  test('as a child leaves only what may be kept', async () => {
    await one.say(conversation, 'CANARY note');
    await one.say(conversation, 'child');
    const referral = await one.of(conversation);
    const content = await one.families.open(
      referral?.personId ?? '',
      { collection: 'referrals', id: referral?._id ?? '', field: 'content' },
      referral?.content ?? Buffer.of(),
    );
    expect(JSON.stringify(content)).not.toMatch(/CANARY|afraid|8210/);
    expect(content).toMatchObject({
      answers: { stage: { value: 'pregnant' }, age_band: { value: '20_24' } },
      reasons: [{ id: 'T28', facts: { stage: 'pregnant', ga_weeks: 30 } }],
    });
    expect(referral?.notes).toEqual([]);
  });
});

describe('when she is forgotten', () => {
  test('only a shell stays, nothing is due any more, and later not even that', async () => {
    await one.says(conversation, 'consent', 'refer urgent_24h T10');
    await one.scan('handovers');
    const { _id: id = '' } = (await one.of(conversation)) ?? {};
    await one.say(conversation, 'note');
    await one.say(conversation, 'forget');
    const left = await one.byId(id);
    expect(left).toMatchObject({
      status: 'withdrawn',
      content: null,
      notes: [],
      reasons: [],
      nextStepAt: null,
      area: null,
      district: null,
      rank: 2,
    });
    expect(left).not.toHaveProperty('conversation');
    expect(left).not.toHaveProperty('personId');
    expect(await one.referrals.open(id)).toBeNull();
    expect((await one.ledger('referral_assigned'))[0]).toMatchObject({ state: 'cancelled', text: { params: {} } });
    expect(await one.scan('ladders', 'handovers')).toEqual({ ladders: 0, handovers: 0 });
    one.clock.set(new Date('2026-11-13T01:00:01Z'));
    expect(await one.scan('referral_stubs_over')).toEqual({ referral_stubs_over: 1 });
    expect(await one.byId(id)).toBeNull();
    one.clock.set(new Date('2026-11-10T01:00:00Z'));
  });

  test('a new intake in the same chat is a new referral', async () => {
    await one.says(conversation, 'consent', 'refer standard_7d', 'forget');
    await one.says(conversation, 'consent', 'refer priority_3d');
    expect(await mongo.db.collection('referrals').countDocuments({})).toBe(2);
    expect(await one.of(conversation)).toMatchObject({ level: 'priority_3d', status: 'submitted' });
  });
});
