import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/contract/problem.ts';
import { type OpenPage, openPage } from './open-page.ts';

let page: OpenPage;
beforeAll(async () => {
  page = await openPage();
});
afterAll(() => page.close());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Bytes as they are: fetch would mend some of them. */
function send(method: string, path: string, headers: Record<string, string>, body: string | Buffer = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${page.url}${path}`,
      { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const id = randomUUID();
const long = 'a'.repeat(1_000_000);

const table: [string, string, number, Record<string, string>, string | Buffer][] = [
  ['malformed JSON', '/chat/messages', 400, JSON_TYPE, '{"id":'],
  ['no body', '/chat/messages', 400, JSON_TYPE, ''],
  ['an array', '/chat/messages', 400, JSON_TYPE, '[]'],
  ['null', '/chat/messages', 400, JSON_TYPE, 'null'],
  ['a number', '/chat/messages', 400, JSON_TYPE, '7'],
  ['no id', '/chat/messages', 400, JSON_TYPE, '{"text":"x"}'],
  ['an id that is no UUID', '/chat/messages', 400, JSON_TYPE, '{"id":"1","text":"x"}'],
  ['an id that is an object', '/chat/messages', 400, JSON_TYPE, '{"id":{"$ne":1},"text":"x"}'],
  ['text that is a query', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, text: { $ne: 1 } })],
  ['text that is a number', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, text: 1 })],
  ['choice that is a query', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, choice: { $gt: '' } })],
  ['choices that are queries', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, choice: [{ $gt: '' }] })],
  ['too many choices', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, choice: Array.from({ length: 31 }, String) })],
  ['at below zero', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, at: -1 })],
  ['at that is no whole number', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, at: 1.5 })],
  ['at that is text', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, at: '1' })],
  ['an unknown language', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, locale: 'xx' })],
  ['an unknown key', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, text: 'x', admin: true })],
  ['__proto__', '/chat/messages', 400, JSON_TYPE, `{"id":"${id}","text":"x","__proto__":{"admin":true}}`],
  ['constructor', '/chat/messages', 400, JSON_TYPE, `{"id":"${id}","text":"x","constructor":{"prototype":{"a":1}}}`],
  ['$where', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, $where: 'sleep(1000)' })],
  ['text and choice', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, text: 'x', choice: 'no' })],
  ['deep nesting', '/chat/messages', 400, JSON_TYPE, `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['text of 20,001 characters', '/chat/messages', 400, JSON_TYPE, JSON.stringify({ id, text: 'a'.repeat(20_001) })],
  ['1 MB of JSON', '/chat/messages', 413, JSON_TYPE, JSON.stringify({ id, text: long })],
  ['1 MB of form', '/chat/messages', 413, FORM_TYPE, `id=${id}&text=${long}`],
  [
    'invalid UTF-8 in JSON',
    '/chat/messages',
    400,
    JSON_TYPE,
    Buffer.concat([Buffer.from(`{"id":"${id}","text":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
  ],
  ['invalid UTF-8 in a form', '/chat/messages', 400, FORM_TYPE, `id=${id}&text=%ff%fe`],
  ['a lone escape in a form', '/chat/messages', 400, FORM_TYPE, `id=${id}&text=100%`],
  ['another character set', '/chat/messages', 415, { 'content-type': 'application/json; charset=euc-kr' }, JSON.stringify({ id })],
  ['another type', '/chat/messages', 415, { 'content-type': 'text/plain' }, 'hello'],
  ['no type', '/chat/messages', 415, {}, 'hello'],
  ['another compression', '/chat/messages', 415, { ...JSON_TYPE, 'content-encoding': 'zstd-x' }, JSON.stringify({ id })],
  ['a compression that is none', '/chat/messages', 400, { ...JSON_TYPE, 'content-encoding': 'gzip' }, JSON.stringify({ id })],
  ['a form with an unknown field', '/chat/messages', 400, FORM_TYPE, `id=${id}&admin=1`],
  ['a form with __proto__', '/chat/messages', 400, FORM_TYPE, `id=${id}&__proto__=1`],
  ['a form with $ne', '/chat/messages', 400, FORM_TYPE, `id[$ne]=1`],
  ['a form with two ids', '/chat/messages', 400, FORM_TYPE, `id=${id}&id=${id}`],
  ['a form with another command', '/chat/messages', 400, FORM_TYPE, `id=${id}&command=drop`],
  ['an unknown token', '/chat/messages', 401, { ...JSON_TYPE, authorization: 'Bearer web-x.y' }, JSON.stringify({ id, text: 'x' })],
  ['a token of no form', '/chat/messages', 401, { ...JSON_TYPE, authorization: 'Bearer { "$ne": 1 }' }, JSON.stringify({ id, text: 'x' })],
  ['another way to sign in', '/chat/messages', 401, { ...JSON_TYPE, authorization: 'Basic eDp5' }, JSON.stringify({ id, text: 'x' })],
  ['a foreign form', '/chat/messages', 403, { ...FORM_TYPE, origin: 'https://evil.example' }, `id=${id}`],
  [
    'a foreign script',
    '/chat/messages',
    403,
    { ...JSON_TYPE, 'x-firststep-page': '1', 'sec-fetch-site': 'cross-site' },
    JSON.stringify({ id }),
  ],
  ['a foreign request with a cookie', '/chat/messages', 403, { ...JSON_TYPE, cookie: 'chat=x.y', origin: 'null' }, JSON.stringify({ id })],
  ['a return word of nobody', '/chat/word', 401, JSON_TYPE, '{"word":"apple tree"}'],
  ['a return word that is a query', '/chat/return', 400, JSON_TYPE, '{"code":{"$ne":1},"word":"x"}'],
  ['a return without word', '/chat/return', 400, FORM_TYPE, 'code=FS-2A3B4'],
  ['a code that nobody has', '/chat/return', 403, JSON_TYPE, '{"code":"FS-ZZZZZ","word":"apple tree"}'],
];

describe('every fault of a sender is a 4xx problem', () => {
  test.each(table)('%s', async (_name, path, status, headers, body) => {
    const answer = await send('POST', path, headers, body);
    expect({ status: answer.status, type: answer.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
    expect(Problem.parse(JSON.parse(answer.body)).status).toBe(status);
  });

  test.each([
    ['/chat/messages', 401],
    ['/chat/messages?after=x', 400],
    ['/chat/messages?after[$ne]=1', 400],
    ['/chat/messages?$where=1', 400],
    ['/chat/assets/..%2f..%2fapp.ts', 404],
    ['/chat/assets/%ff', 400],
    ['/chat/assets/chat.js', 404],
    ['/chat/nothing', 404],
  ])('GET %s is %i', async (path, status) => {
    const answer = await send('GET', path, {});
    expect({ status: answer.status, type: answer.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
  });

  test('people get a page with the numbers that help', async () => {
    const answer = await send('POST', '/chat/messages', { ...FORM_TYPE, accept: 'text/html', 'accept-language': 'ko' }, 'id=1');
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('text/html; charset=utf-8');
    expect(answer.body).toMatch(/글을 읽지 못했어요.*tel:119/s);
  });

  test('nothing of all that was stored', async () => {
    expect(await page.mongo.db.collection('turns').countDocuments()).toBe(0);
    expect(await page.mongo.db.collection('persons').countDocuments()).toBe(0);
  });
});
