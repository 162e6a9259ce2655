import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChatMessageReply } from '../../../src/contract/chat.ts';
import { type OpenPage, openPage } from './open-page.ts';

let page: OpenPage;
beforeAll(async () => {
  page = await openPage();
});
afterAll(() => page.close());

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${page.url}/chat/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function begin(locale = 'en'): Promise<{ token: string; turn: number; id: string }> {
  const id = randomUUID();
  const reply = (await (await post({ id, locale })).json()) as { token: string; turn: number };
  return { ...reply, id };
}

describe('POST /chat/messages as JSON', () => {
  test('the first call begins a conversation and answers as the contract says', async () => {
    const response = await post({ id: randomUUID(), locale: 'en' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('set-cookie')).toBeNull();
    const reply: unknown = await response.json();
    expect(ChatMessageReply.strict().parse(reply)).toMatchObject({
      turn: 1,
      messages: [{ text: 'hello' }, { text: 'Are you in danger right now?' }],
      question: {
        id: 'danger_now',
        type: 'choice',
        optional: true,
        choices: [{ value: 'no', label: 'no' }, { value: 'yes' }, { value: 'unsure' }],
      },
      progress: 0,
      ended: false,
    });
  });

  test('answers go on, and the same id again changes nothing', async () => {
    const { token, turn } = await begin();
    const message = { id: randomUUID(), choice: 'no', at: turn };
    const first = await (await post(message, bearer(token))).json();
    expect(first).toMatchObject({ turn: 2, question: { id: 'needs', type: 'multi' } });
    const again = await (await post(message, bearer(token))).json();
    expect(again).toEqual(first);
    const next = await (await post({ id: randomUUID(), choice: ['living', 'housing'], at: 2 }, bearer(token))).json();
    expect(next).toMatchObject({ turn: 3, question: { id: 'area' } });
  });

  test.each([{ locale: 'en' }, {}, { text: 'hello there' }])(
    'the first call %j may be repeated without token for ten minutes',
    async (more) => {
      const id = randomUUID();
      const first = (await (await post({ id, ...more })).json()) as { token: string };
      await post({ id: randomUUID(), text: 'and more' }, bearer(first.token));
      expect(await (await post({ id, ...more })).json()).toEqual(first);
      page.pass(11);
      const late = await post({ id, ...more });
      expect(late.status).toBe(401);
      expect(await late.json()).toMatchObject({ type: '/problems/unknown-token', kept: expect.any(String) });
    },
  );

  test('an answer to a question that is no longer shown is not applied; its danger words are heard', async () => {
    const { token } = await begin();
    await post({ id: randomUUID(), choice: 'no', at: 1 }, bearer(token));
    const stale = await (await post({ id: randomUUID(), choice: 'unsure', at: 1 }, bearer(token))).json();
    expect(stale).toMatchObject({ question: { id: 'needs' } });
    const urgent = await (await post({ id: randomUUID(), text: 'bleeding', at: 1 }, bearer(token))).json();
    expect(urgent).toMatchObject({ messages: [{ text: 'Call 119 now. Do not wait.' }, {}], question: { id: 'needs' } });
  });

  test('two messages at once both survive, in some order', async () => {
    const { token } = await begin();
    const both = await Promise.all(['one bleeding', 'two bleeding'].map((text) => post({ id: randomUUID(), text, at: 1 }, bearer(token))));
    const turns = await Promise.all(both.map(async (response) => ((await response.json()) as { turn: number }).turn));
    expect(turns.sort((a, b) => a - b)).toEqual([2, 3]);
    const history = (await (await fetch(`${page.url}/chat/messages`, { headers: bearer(token) })).json()) as {
      messages: { text: string }[];
    };
    expect(history.messages.map(({ text }) => text)).toEqual(expect.arrayContaining(['one bleeding', 'two bleeding']));
  });

  test('a change of language alone keeps the question', async () => {
    const { token } = await begin();
    const reply = await (await post({ id: randomUUID(), locale: 'ko' }, bearer(token))).json();
    expect(reply).toMatchObject({ question: { id: 'danger_now' }, messages: [{ text: '지금 본인이나 아기가 위험한가요?' }] });
  });

  test('nothing was kept: 503, and the same message goes in later', async () => {
    const { token } = await begin();
    const message = { id: randomUUID(), choice: 'no', at: 1 };
    page.failing = true;
    const refused = await post(message, bearer(token));
    page.failing = false;
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toMatchObject({
      type: '/problems/not-saved',
      title: 'Not saved, please send again',
      detail: expect.stringMatching(/119.*112/),
    });
    expect(await (await post(message, bearer(token))).json()).toMatchObject({ turn: 2 });
  });
});
