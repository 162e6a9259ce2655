import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { Problem } from '../../src/contract/problem.ts';
import { Me } from '../../src/contract/staff.ts';
import { SteppedClock } from '../../src/platform/clock.ts';
import { createHmacs } from '../../src/platform/hmac.ts';
import { createIdempotency } from '../../src/platform/idempotency.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { problemHandler, unknownRoute } from '../../src/platform/problem.ts';
import { createStaff, mountApi, type Staff, staffIndexes, staffOf } from '../../src/staff/index.ts';
import { withMongo } from '../services.ts';

let mongo: Awaited<ReturnType<typeof withMongo>>;
let staff: Staff;
let app: Express;
const secret = 'a secret of a test, long enough for cookies';
const PASSWORD = 'correct horse battery staple';

function open(secureCookies = false): Staff {
  return createStaff({
    db: mongo.db,
    client: mongo.client,
    baseUrl: 'http://127.0.0.1',
    secret,
    secureCookies,
    log: silentLog,
    clock: new SteppedClock(new Date('2026-11-10T01:00:00Z')),
    organisationName: async () => 'Centre',
  });
}
function appOf(one: Staff): Express {
  return express()
    .set('query parser', 'simple')
    .set('trust proxy', 1)
    .use(one.router)
    .use(mountApi(one.routes, { signedIn: one.signedIn, idempotency: createIdempotency(mongo.db, createHmacs(Buffer.alloc(32, 7))) }))
    .get('/api/for-supervisors', one.signedIn(), one.requireRole('supervisor'), (_request, response) => {
      response.json({ name: staffOf(response).name });
    })
    .use(unknownRoute)
    .use(problemHandler(silentLog));
}
const person = (name: string, role: Me['role']) =>
  ({ name, role, email: `${name}@staff.example`, organisationId: 'centre', locale: 'ko', languages: ['ko'], districts: [] }) as const;

beforeAll(async () => {
  mongo = await withMongo();
  await ensureIndexes(mongo.db, staffIndexes, silentLog);
  staff = open();
  app = appOf(staff);
});
afterAll(() => mongo.drop());
beforeEach(async () => {
  for (const name of ['staff_users', 'staff_accounts', 'staff_sessions', 'staff_members', 'sign_in_tries', 'audit', 'seeds'])
    await mongo.db.collection(name).deleteMany({});
});

const signIn = (email: string, password: string, address = '203.0.113.1', on = app) =>
  supertest(on).post('/api/auth/sign-in/email').set('x-forwarded-for', address).send({ email, password });
const cookieOf = (answer: supertest.Response): string => (answer.get('Set-Cookie') ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
const me = (cookie: string) => supertest(app).get('/api/me').set('cookie', cookie);

describe('signing in', () => {
  beforeEach(() => staff.createMember({ ...person('Hana', 'case_manager'), password: PASSWORD }));

  test('opens the console, in any spelling of the address; the password is nowhere', async () => {
    const answer = await signIn('HANA@staff.example', PASSWORD);
    expect([answer.status, answer.body]).toEqual([200, { ok: true }]);
    const [cookie = ''] = answer.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect(Me.parse((await me(cookieOf(answer))).body)).toMatchObject({
      name: 'Hana',
      role: 'case_manager',
      organisation: 'Centre',
      locale: 'ko',
      demo: false,
    });
    const stored = JSON.stringify(
      await Promise.all(['staff_users', 'staff_accounts', 'staff_sessions'].map((name) => mongo.db.collection(name).find().toArray())),
    );
    expect(stored).not.toContain(PASSWORD);
    expect(await mongo.db.collection('audit').countDocuments({ action: 'signed_in' })).toBe(1);
  });

  test('marks its cookies for TLS where there is TLS', async () => {
    const [cookie = ''] = (await signIn('hana@staff.example', PASSWORD, '203.0.113.1', appOf(open(true)))).get('Set-Cookie') ?? [];
    expect(cookie).toMatch(/^__Secure-firststep.*; Secure/i);
  });

  test('ends with signing out, and with the account', async () => {
    const first = cookieOf(await signIn('hana@staff.example', PASSWORD));
    expect((await supertest(app).post('/api/auth/sign-out').set('cookie', first).send({})).status).toBe(200);
    expect((await me(first)).status).toBe(401);
    const second = cookieOf(await signIn('hana@staff.example', PASSWORD));
    const { id } = (await me(second)).body as Me;
    await staff.deactivate(id);
    expect((await me(second)).status).toBe(401);
    expect((await signIn('hana@staff.example', PASSWORD)).status).toBe(401);
  });

  test('ends after twelve hours however busy it was', async () => {
    const cookie = cookieOf(await signIn('hana@staff.example', PASSWORD));
    await mongo.db.collection('staff_sessions').updateMany({}, { $set: { createdAt: new Date(Date.now() - 12.1 * 3_600_000) } });
    expect((await me(cookie)).status).toBe(401);
  });

  test('is what every other route asks for', async () => {
    const answer = await supertest(app).get('/api/me');
    expect(Problem.parse(answer.body)).toMatchObject({ status: 401, type: '/problems/signed-out' });
    expect((await me('firststep.session_token=forged.value')).status).toBe(401);
    expect(
      (
        await supertest(app)
          .get('/api/for-supervisors')
          .set('cookie', cookieOf(await signIn('hana@staff.example', PASSWORD)))
      ).status,
    ).toBe(403);
  });
});

describe('a wrong password', () => {
  beforeEach(() => staff.createMember({ ...person('Hana', 'case_manager'), password: PASSWORD }));
  const pair = (email: string, address: string): string =>
    `pair.${createHmac('sha256', secret)
      .update(JSON.stringify(['sign-in', email, address]))
      .digest('base64url')}`;
  const pass = () => mongo.db.collection('sign_in_tries').updateMany({}, { $set: { until: new Date(0) } });
  const wait = async (): Promise<number> => {
    const found = await mongo.db
      .collection<{ _id: string; until: Date; lastAt: Date }>('sign_in_tries')
      .findOne({ _id: pair('hana@staff.example', '203.0.113.1') });
    return found ? (found.until.getTime() - found.lastAt.getTime()) / 1_000 : 0;
  };

  test('has to wait longer and longer, and a refused try does not lengthen the wait', async () => {
    const waits: number[] = [];
    for (let fails = 1; fails <= 16; fails += 1) {
      expect((await signIn('hana@staff.example', 'wrong password')).status).toBe(401);
      waits.push(await wait());
      await pass();
    }
    expect(waits).toEqual([0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
    await signIn('hana@staff.example', 'wrong password');
    const before = await mongo.db.collection('sign_in_tries').findOne({ _id: pair('hana@staff.example', '203.0.113.1') as never });
    const refused = await signIn('hana@staff.example', PASSWORD);
    expect(Problem.parse(refused.body)).toMatchObject({ status: 429, type: '/problems/too-many-requests' });
    expect(Number(refused.get('retry-after'))).toBeGreaterThan(0);
    const after = await mongo.db.collection('sign_in_tries').findOne({ _id: pair('hana@staff.example', '203.0.113.1') as never });
    expect(after?.['until']).toEqual(before?.['until']);
  });

  test('by a stranger elsewhere does not shut out who knows it for long', async () => {
    for (let n = 0; n < 12; n += 1) {
      await signIn('hana@staff.example', 'wrong password', '198.51.100.9');
      await pass();
    }
    await signIn('hana@staff.example', 'wrong password', '198.51.100.9');
    expect((await signIn('hana@staff.example', PASSWORD, '198.51.100.9')).status).toBe(429);
    const seconds = Number((await signIn('hana@staff.example', PASSWORD)).get('retry-after') ?? 0);
    expect(seconds).toBeLessThanOrEqual(30);
    await pass();
    expect((await signIn('hana@staff.example', PASSWORD)).status).toBe(200);
    expect(await wait()).toBe(0);
  });

  test('many at once are counted one by one', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => signIn('hana@staff.example', 'wrong password')));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  test('says the same as an unknown address, and keeps neither in clear', async () => {
    const wrong = await signIn('hana@staff.example', 'wrong password');
    const unknown = await signIn('nobody@staff.example', 'wrong password');
    expect(unknown.body).toEqual(wrong.body);
    expect(JSON.stringify(await mongo.db.collection('sign_in_tries').find().toArray())).not.toMatch(/hana|nobody|203/);
  });
});

describe('what nobody should send', () => {
  test.each([
    '/api/auth/sign-up/email',
    '/api/auth/forget-password',
    '/api/auth/update-user',
    '/api/auth/sign-in/social',
    '/api/auth/delete-user',
    '/api/auth/get-session',
    '/api/auth',
  ])('%s is not there', async (path) => {
    const answer = await supertest(app).post(path).send({ email: 'x@staff.example', password: PASSWORD, name: 'X' });
    expect([answer.status, answer.type]).toEqual([404, 'application/problem+json']);
    expect(await mongo.db.collection('staff_users').countDocuments({})).toBe(0);
  });

  test.each([
    ['malformed JSON', '{"email":', 400],
    ['a wrong type', '{"email":"a@b.example","password":1}', 400],
    ['an operator', '{"email":{"$ne":""},"password":{"$ne":""}}', 400],
    ['a prototype', '{"email":"a@b.example","password":"x","__proto__":{"role":"supervisor"}}', 400],
    ['more than asked for', '{"email":"a@b.example","password":"x","callbackURL":"https://evil.example"}', 400],
    ['no address', '{"email":"a","password":"x"}', 400],
    ['nothing', '', 400],
    ['too much', `{"email":"a@b.example","password":"${'x'.repeat(1_048_576)}"}`, 413],
  ])('%s', async (_name, body, status) => {
    const answer = await supertest(app).post('/api/auth/sign-in/email').set('content-type', 'application/json').send(body);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
  });

  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://127.0.0.1.evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', host: 'centre.example', origin: 'https://centre.example' }, 401],
    [{ host: 'centre.example', origin: 'https://centre.example' }, 401],
    [{}, 401],
  ])('%j answers %d', async (headers, status) => {
    const answer = await supertest(app).post('/api/auth/sign-in/email').set(headers).send({ email: 'nobody@staff.example', password: 'x' });
    expect(answer.status).toBe(status);
  });
});

describe('the demo', () => {
  const people = [person('Hana', 'case_manager'), person('Sena', 'supervisor')];

  test('is made once, with passwords that are shown once and work', async () => {
    const logins = await staff.seedDemo(people);
    expect(logins?.map(({ email, role }) => [email, role])).toEqual([
      ['hana@staff.example', 'case_manager'],
      ['sena@staff.example', 'supervisor'],
    ]);
    expect(new Set(logins?.map(({ password }) => password)).size).toBe(2);
    expect(await staff.seedDemo(people)).toBeNull();
    const [hana] = logins ?? [];
    const cookie = cookieOf(await signIn('hana@staff.example', hana?.password ?? ''));
    expect((await me(cookie)).body).toMatchObject({ demo: true });
  });

  test('is made again when it was cut off, or when new passwords are wanted', async () => {
    const [first] = (await staff.seedDemo(people)) ?? [];
    await mongo.db.collection('seeds').deleteMany({});
    const [second] = (await staff.seedDemo(people)) ?? [];
    expect(second?.password).not.toBe(first?.password);
    expect((await signIn('hana@staff.example', first?.password ?? '')).status).toBe(401);
    expect((await signIn('hana@staff.example', second?.password ?? '')).status).toBe(200);
    expect(await staff.seedDemo(people, { reset: true })).toHaveLength(2);
    expect(await mongo.db.collection('staff_members').countDocuments({})).toBe(2);
  });

  test('is not made where people work', async () => {
    await staff.createMember({ ...person('Real', 'administrator'), password: PASSWORD });
    expect(await staff.seedDemo(people)).toBeNull();
  });
});
