import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createChatLimiter } from '../../../src/channels/webchat/limiter.ts';
import { createHmacs } from '../../../src/platform/hmac.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { type TestRedis, withRedis } from '../../services.ts';
import { type OpenPage, openPage } from './open-page.ts';

const hmac = createHmacs(randomBytes(32));
const limits = { message: { points: 3, seconds: 60 }, address: { points: 2, seconds: 60 } };

describe('the limiter', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await withRedis();
  });
  afterAll(() => redis.drop());

  test('counts for all processes together, and Redis sees no address', async () => {
    const [one, two] = [0, 1].map(() => createChatLimiter({ redis: redis.redis, hmac, log: silentLog, limits }));
    const waits = [
      await one?.count('address', '203.0.113.9'),
      await two?.count('address', '203.0.113.9'),
      await one?.count('address', '203.0.113.9'),
    ];
    expect(waits.slice(0, 2)).toEqual([0, 0]);
    expect(waits[2]).toBeGreaterThan(0);
    expect(await one?.count('address', '203.0.113.10')).toBe(0);
    expect((await redis.redis.keys('*')).join()).not.toContain('203.0.113');
  });

  test('counts in this process while Redis is away', async () => {
    const away = new Redis({ port: 1, lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0, enableOfflineQueue: false });
    const limiter = createChatLimiter({ redis: away, hmac, log: silentLog, limits });
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) waits.push(await limiter.count('message', 'web-1'));
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    expect(waits[3]).toBeGreaterThan(0);
    away.disconnect();
  });

  test('an address of this machine says nothing about who writes', async () => {
    const limiter = createChatLimiter({ redis: null, hmac, log: silentLog, limits });
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
      for (let i = 0; i < 5; i += 1) expect(await limiter.count('address', address)).toBe(0);
    }
  });
});

describe('too many messages', () => {
  let page: OpenPage;
  beforeAll(async () => {
    page = await openPage({ limits });
  });
  afterAll(() => page.close());

  const post = (body: object, token?: string): Promise<Response> =>
    fetch(`${page.url}/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ id: randomUUID(), ...body }),
    });

  test('are told to wait, but a danger word is never held back', async () => {
    const { token } = (await (await post({ locale: 'en' })).json()) as { token: string };
    for (let i = 0; i < 3; i += 1) expect((await post({ choice: 'why' }, token)).status).toBe(200);
    const held = await post({ text: 'hello' }, token);
    expect(held.status).toBe(429);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await held.json()).toMatchObject({
      type: '/problems/too-many-messages',
      kept: 'nothing of this message',
      detail: expect.stringContaining('119'),
    });
    const urgent = await post({ text: 'I am bleeding' }, token);
    expect(urgent.status).toBe(200);
    expect(await urgent.json()).toMatchObject({ messages: [{ text: 'Call 119 now. Do not wait.' }, {}] });
  });

  test('the page keeps her text', async () => {
    const { token } = (await (await post({ locale: 'en' })).json()) as { token: string };
    for (let i = 0; i < 3; i += 1) await post({ choice: 'why' }, token);
    const held = await fetch(`${page.url}/chat/messages`, {
      method: 'POST',
      headers: { accept: 'text/html', cookie: `chat=${token}` },
      body: new URLSearchParams({ id: randomUUID(), at: '4', text: 'please hear me' }),
    });
    expect(held.status).toBe(429);
    expect(await held.text()).toMatch(/Please wait \d+ seconds.*please hear me<\/textarea>/s);
  });
});
