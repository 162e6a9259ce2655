import express, { type Express, type RequestHandler } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { z } from 'zod';
import { createHmacs } from '../../src/platform/hmac.ts';
import { createIdempotency, idempotencyIndexes } from '../../src/platform/idempotency.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { conflict, problemHandler } from '../../src/platform/problem.ts';
import { apiRoute, mountApi } from '../../src/staff/index.ts';
import { type TestMongo, withMongo } from '../services.ts';

let mongo: TestMongo;
let app: Express;
let record: { version: number; text: string };

const Record = z.object({ version: z.number(), text: z.string() });
const shared = {
  path: '/api/records/:id',
  tag: 'Records',
  does: 'A record.',
  access: 'signed_in',
  record: 'This record',
  answer: Record,
} as const;
const routes = [
  apiRoute({ ...shared, method: 'get', query: z.strictObject({ as: z.string().optional() }), run: async () => record }),
  apiRoute({
    ...shared,
    method: 'put',
    body: z.strictObject({ version: z.number().int(), text: z.string() }),
    async run({ body: { version, text } }) {
      if (version !== record.version) throw conflict('It has changed');
      record = { version: version + 1, text };
      return record;
    },
  }),
];

beforeAll(async () => {
  mongo = await withMongo();
  await ensureIndexes(mongo.db, [idempotencyIndexes], silentLog);
  const signedIn = (): RequestHandler => (_request, response, next) => {
    response.locals['staff'] = { id: 'hana' };
    next();
  };
  const idempotency = createIdempotency(mongo.db, createHmacs(Buffer.alloc(32, 7)));
  app = express().disable('etag').set('query parser', 'simple').use(mountApi(routes, { signedIn, idempotency }), problemHandler(silentLog));
});
afterAll(() => mongo.drop());
beforeEach(() => {
  record = { version: 3, text: 'as it was' };
});

const read = () => supertest(app).get('/api/records/r1');
const write = () => supertest(app).put('/api/records/r1');

describe('versions', () => {
  test('what was read with an ETag is written with If-Match, and refused once it has changed', async () => {
    const etag = (await read()).get('etag') ?? '';
    expect(etag).toMatch(/^"v3\.[\w-]{16}"$/);
    const written = await write().set('if-match', etag).send({ text: 'mine' });
    expect(written.body).toEqual({ version: 4, text: 'mine' });
    expect(written.get('etag')).toMatch(/^"v4\./);
    expect((await write().set('if-match', etag).send({ text: 'late' })).status).toBe(409);
    expect(record.text).toBe('mine');
  });

  test('an unchanged record is not sent again; one that looks different is, though its version is the same', async () => {
    const etag = (await read()).get('etag') ?? '';
    expect((await read().set('if-none-match', etag)).status).toBe(304);
    record = { version: 3, text: 'another look' };
    expect((await read().set('if-none-match', etag)).status).toBe(200);
  });

  test('a header that names another version than the body, or none of ours, is refused', async () => {
    expect((await write().set('if-match', '"v2.x"').send({ version: 3, text: 'x' })).status).toBe(400);
    expect((await write().set('if-match', 'yesterday').send({ text: 'x' })).status).toBe(400);
    expect((await write().set('if-match', '*').send({ version: 3, text: 'any' })).status).toBe(200);
  });
});

describe('keys', () => {
  test('the second sending is answered as the first', async () => {
    const send = () => write().set('idempotency-key', 'key-number-1').send({ version: 3, text: 'once' });
    expect((await send()).body).toEqual({ version: 4, text: 'once' });
    const again = await send();
    expect({ status: again.status, body: again.body, replayed: again.get('idempotent-replayed') }).toEqual({
      status: 200,
      body: { version: 4, text: 'once' },
      replayed: 'true',
    });
    expect(record.version).toBe(4);
  });

  test('a key for another body is refused, and one of a wrong form too', async () => {
    await write().set('idempotency-key', 'key-number-2').send({ version: 3, text: 'a' });
    expect((await write().set('idempotency-key', 'key-number-2').send({ version: 4, text: 'b' })).status).toBe(422);
    expect((await write().set('idempotency-key', 'short').send({ version: 4, text: 'b' })).status).toBe(400);
  });
});

test('strict forms: unknown fields, parameters and ids that were never given out', async () => {
  expect((await write().send({ version: 3, text: 'x', more: 1 })).status).toBe(400);
  expect((await read().query({ other: '1' })).status).toBe(400);
  expect((await supertest(app).get('/api/records/%00')).status).toBe(404);
  expect((await supertest(app).get('/api/records/a.b')).body).toMatchObject({ title: 'This record was not found' });
});
