import { beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { ReferralDetail, WhatIfAnswer } from '../../src/contract/referrals.ts';
import { arrives, conversation, forAllTests, id, mongo, one } from './centre.ts';
import { type STAFF } from './open-referrals.ts';

type Who = keyof typeof STAFF;

forAllTests();
beforeEach(async () => {
  await arrives('refer urgent_24h T10');
  await mongo.db.collection('audit').deleteMany({});
});

const whatIf = (who: Who, body: object, of = id) => supertest(one.app(who)).post(`/api/referrals/${of}/what-if`).send(body);

test('shows what was decided, what is decided today, and what would be', async () => {
  const { body, status } = await whatIf('hana', { answers: { household: 'no_home', heart_home: null }, safety: [] });
  expect(status).toBe(200);
  const { stored, now, changed, rules, questions, told } = WhatIfAnswer.parse(body);
  expect(stored).toMatchObject({ level: 'urgent_24h', safety: ['S09'], services: ['home_visit'], rulesVersion: 'rules-1' });
  expect(now.rulesVersion).not.toBe('rules-1');
  expect(now.safety).toEqual(['S09']);
  expect(changed.safety).toEqual([]);
  expect(changed.services).toContain('fund_housing');
  expect(told).toEqual([]);
  for (const made of [now, changed]) for (const reason of made.reasons) expect(rules[reason.id]?.source).toEqual(expect.any(String));
  expect(questions.find(({ question }) => question === 'household')).toMatchObject({
    type: 'choice',
    answered: true,
    value: 'alone',
    codes: expect.arrayContaining(['alone', 'no_home']),
  });
});

test('stores nothing but the read on the audit chain, even when a key asks to keep the answer', async () => {
  const names = ['referrals', 'families', 'turns', 'deliveries', 'alerts', 'idempotency'];
  const all = () => Promise.all(names.map((name) => mongo.db.collection(name).find().sort({ _id: 1 }).toArray()));
  const before = await all();
  await whatIf('hana', { answers: { household: 'no_home' } })
    .set('idempotency-key', 'key-number-1')
    .expect(200);
  expect(await all()).toEqual(before);
  const entries = await mongo.db.collection('audit').find().toArray();
  expect(entries).toEqual([expect.objectContaining({ who: 'hana', action: 'referral_read', subjectId: id })]);
  expect(JSON.stringify(entries)).not.toContain('no_home');
});

describe('who has not the case', () => {
  test('neither sees nor changes a secret answer', async () => {
    const { body } = await whatIf('duri', { answers: { household: 'no_home' } }).expect(200);
    expect(JSON.stringify(body)).not.toMatch(/CANARY|821099990000/);
    const { questions, stored } = WhatIfAnswer.parse(body);
    expect(questions.map(({ question }) => question)).not.toEqual(expect.arrayContaining(['heart_home']));
    expect(stored.reasons[0]?.facts).not.toHaveProperty('heart_home');
    await whatIf('duri', { answers: { heart_home: null } }).expect(403);
    await whatIf('duri', { answers: { unheard_of: null } }).expect(403);
  });

  test.each([
    ['daon', 403],
    ['bareum', 404],
    ['lan', 404],
    ['other', 404],
    ['sena', 200],
  ] as const)('%s gets %d', async (who, expected) => {
    await whatIf(who, { answers: {} }).expect(expected);
  });
});

test.each([
  [{ answers: { household: 'palace' } }],
  [{ answers: { due_date: 'soon' } }],
  [{ answers: {}, safety: ['X1'] }],
  [{ answers: {}, more: true }],
  [{}],
])('%j is refused', async (body) => {
  await whatIf('hana', body).expect(400);
  expect(await mongo.db.collection('audit').countDocuments()).toBe(0);
});

test('of somebody who was forgotten nothing is worked out', async () => {
  await one.say(conversation, 'forget');
  await whatIf('hana', { answers: {} }).expect(404);
  await whatIf('hana', { answers: {} }, 'nobody').expect(404);
});

test('a referral says its rules with source and reviewer', async () => {
  const { body } = await supertest(one.app('hana')).get(`/api/referrals/${id}`).expect(200);
  const { rules } = ReferralDetail.parse(body);
  expect(Object.keys(rules)).toEqual(['S09', 'T10']);
  expect(rules['T10']).toMatchObject({ sentence: expect.any(String), source: expect.any(String), from: '2026-01-01' });
});
