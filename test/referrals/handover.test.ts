import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { newMasterKey } from '../../src/platform/keyring.ts';
import { withMongo, withRedis } from '../services.ts';
import { BASE, NOW, openReferrals, type OpenReferrals, prepare } from './open-referrals.ts';
import { until } from './until.ts';

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
  one.clock.set(NOW);
});
afterEach(async () => {
  await Promise.all(['referrals', 'alerts', 'deliveries', 'audit'].map((name) => mongo.db.collection(name).deleteMany({})));
});

const events = async () => (await one.of(conversation))?.history.map(({ what }) => what);
const at = (iso: string): void => one.clock.set(new Date(iso));

describe('the hand-over', () => {
  test('gives the case to one person, who gets one e-mail with code, level and link', async () => {
    await one.says(conversation, 'consent', 'refer priority_3d T28');
    one.news.length = 0;
    expect(await one.scan('handovers')).toEqual({ handovers: 1 });
    const referral = await one.of(conversation);
    expect(referral).toMatchObject({ status: 'assigned', assignedTo: 'hana', assignedWhy: ['district', 'language', 'load:0'], version: 2 });
    const [row, ...more] = await one.ledger('referral_assigned');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      subject: { type: 'referral', id: referral?._id, version: 1 },
      text: {
        key: 'staff.referral_assigned',
        params: { code: referral?.code, level: 'priority_3d', link: `${BASE}/console/referrals/${referral?._id}` },
      },
    });
    await until(() => one.news.some(({ type, id }) => type === 'referral' && id === referral?._id));
    await one.messages.deliver(String(row?._id));
    expect(one.mails.at(-1)).toMatchObject({ to: 'hana@staff.example' });
    expect(one.mails.at(-1)?.text).toContain(referral?.code);
  });

  test('runs any number of times at once, and once counts', async () => {
    await one.says(conversation, 'consent', 'refer priority_3d T28');
    await Promise.all(Array.from({ length: 6 }, () => one.scan('handovers')));
    expect(await events()).toEqual(['submitted', 'assigned']);
    expect(await one.ledger('referral_assigned')).toHaveLength(1);
  });

  test('goes by load among equals, and to the supervisor where there is no case manager', async () => {
    await one.members.setActive('hana', false);
    await one.members.setActive('duri', false);
    await one.says(conversation, 'consent', 'refer priority_3d');
    await one.scan('handovers');
    expect(await one.of(conversation)).toMatchObject({ assignedTo: 'sena' });
    await one.members.setActive('sena', false);
    const second = `web-${randomUUID()}`;
    await one.says(second, 'consent', 'refer priority_3d');
    expect(await one.scan('handovers')).toEqual({ handovers: 0 });
    expect(await one.of(second)).toMatchObject({ status: 'submitted' });
    for (const id of ['hana', 'duri', 'sena']) await one.members.setActive(id, true);
    await one.scan('handovers');
    expect(await one.of(second)).toMatchObject({ assignedTo: 'hana' });
  });

  test('is done by the worker, and by the net when Redis lost the job', async () => {
    const worker = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
    worker.referrals.workers(worker.queues);
    await one.says(conversation, 'consent', 'refer priority_3d');
    await until(async () => (await one.of(conversation))?.status === 'assigned');
    await worker.close();
    const lost = `web-${randomUUID()}`;
    await one.says(lost, 'consent', 'refer priority_3d');
    await redis.redis.flushdb();
    await one.scan();
    expect(await one.of(lost)).toMatchObject({ status: 'assigned' });
  });
});

describe('the ladder', () => {
  test('climbs step by step when nobody accepts, each step once (R08, worked example)', async () => {
    at('2026-12-24T08:30:00Z'); // Thursday 17:30; a holiday and a weekend follow
    await one.says(conversation, 'consent', 'refer standard_7d T30');
    await one.scan('handovers');
    const steps: [string, string, string][] = [
      ['2026-12-29T08:29:59Z', 'none', 'hana'],
      ['2026-12-29T08:30:00Z', 'supervisor_in', 'hana'],
      ['2026-12-30T08:29:59Z', 'supervisor_in', 'hana'],
      ['2026-12-30T08:30:00Z', 'supervisor_owns', 'sena'],
      ['2026-12-31T08:30:00Z', 'hq', 'sena'],
      ['2027-01-15T08:30:00Z', 'hq', 'sena'],
    ];
    for (const [time, escalation, assignedTo] of steps) {
      at(time);
      await Promise.all([one.scan('ladders'), one.scan('ladders')]);
      expect([time, await one.of(conversation)]).toEqual([time, expect.objectContaining({ escalation, assignedTo })]);
    }
    expect(await events()).toEqual(['submitted', 'assigned', 'supervisor_in', 'supervisor_owns', 'hq']);
    expect(await one.of(conversation)).toMatchObject({ nextStepAt: null });
    const called = (await one.ledger('referral_overdue')).map(({ _id }) =>
      _id
        .split('.')
        .filter((_part, i) => i === 1 || i === 4)
        .join(' '),
    );
    expect(called.toSorted()).toEqual([
      'referral_overdue_hq daon',
      'referral_overdue_hq sena',
      'referral_overdue_supervisor_in hana',
      'referral_overdue_supervisor_in sena',
      'referral_overdue_supervisor_owns sena',
    ]);
  });

  test('takes all steps that a jump of the clock passed, in order', async () => {
    await one.says(conversation, 'consent', 'refer urgent_24h T15');
    at('2026-12-10T01:00:00Z');
    expect(await one.scan('ladders')).toEqual({ ladders: 3 });
    expect(await events()).toEqual(['submitted', 'supervisor_in', 'supervisor_owns', 'hq']);
    expect(await one.of(conversation)).toMatchObject({ status: 'assigned', assignedTo: 'sena' });
  });

  test('stops when somebody accepts, and void calls are not sent', async () => {
    await one.says(conversation, 'consent', 'refer urgent_24h T15');
    await one.scan('handovers');
    const { _id: id = '', version = 0 } = (await one.of(conversation)) ?? {};
    const sent = one.mails.length;
    const accepted = await supertest(one.app('hana')).post(`/api/referrals/${id}/accept`).send({ version });
    expect(accepted.status).toBe(200);
    at('2026-12-10T01:00:00Z');
    expect(await one.scan('ladders')).toEqual({ ladders: 0 });
    await one.messages.deliver(`${id}.referral_assigned.1.email.hana`);
    expect(one.mails).toHaveLength(sent);
  });

  test('puts a job back that comes early in business time', async () => {
    const worker = await openReferrals({ db: mongo.db, client: mongo.client, redisUrl: redis.url, prefix: redis.prefix, masterKey });
    worker.referrals.workers(worker.queues);
    await one.says(conversation, 'consent', 'refer urgent_24h T15');
    const { _id: id = '' } = (await one.of(conversation)) ?? {};
    await one.queues.add({
      queue: 'ladder',
      name: 'ladder',
      jobId: `ladder.${id}.early`,
      data: { referral: id, round: 1, step: 'supervisor_in', again: 0 },
    });
    await until(async () => (await redis.redis.keys('*')).some((key) => key.endsWith(`ladder.${id}.1.supervisor_in.again1`)));
    expect(await events()).not.toContain('supervisor_in');
    await worker.close();
  });
});
