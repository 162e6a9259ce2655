import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenPage, openPage } from './open-page.ts';

let page: OpenPage;
beforeAll(async () => {
  page = await openPage();
});
afterAll(() => page.close());

/** A browser without JavaScript: cookies, forms, redirects. */
function visitor(lang = 'en') {
  const jar = new Map<string, string>();
  const go = async (path: string, form?: Record<string, string | string[]>, headers: Record<string, string> = {}): Promise<Response> => {
    const body = form && new URLSearchParams(Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
    const response = await fetch(`${page.url}${path}`, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'accept-language': lang,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { origin: page.url, 'sec-fetch-site': 'same-origin' } : {}),
        ...headers,
      },
      ...(body ? { body } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const html = async (path = '/'): Promise<string> => (await go(path)).text();
  /** Sends a form of the page with its hidden fields. */
  const submit = async (fields: Record<string, string | string[]>, path = '/chat/messages'): Promise<Response> => {
    const shown = await html();
    const hidden = (name: string): Record<string, string> => {
      const [, value] = new RegExp(`name="${name}" value="([^"]*)"`).exec(shown) ?? [];
      return value === undefined ? {} : { [name]: value };
    };
    return go(path, path === '/chat/messages' ? { ...hidden('id'), ...(fields['locale'] ? {} : hidden('at')), ...fields } : fields);
  };
  return { jar, go, html, submit };
}

const conversationOf = (cookie: string | undefined): string => page.inbox.identities.ofToken(cookie ?? '') ?? '';

describe('the page without JavaScript', () => {
  test('the first screen: languages in their own script, privacy in three lines, numbers to call', async () => {
    const response = await visitor('ko-KR').go('/');
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain('<title>채팅</title>');
    expect(text).not.toMatch(/<title>[^<]*(baby|임신|아기|First Step|첫걸음)/);
    for (const [lang, name] of [
      ['ko', '한국어'],
      ['en', 'English'],
      ['vi', 'Tiếng Việt'],
      ['zh-CN', '简体中文'],
    ]) {
      expect(text).toContain(`<button name="locale" value="${lang}" lang="${lang}">${name}</button>`);
    }
    expect(text.match(/<li>/g)).toHaveLength(3);
    expect(text).toContain('href="tel:119"');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test.each([
    ['vi-VN,vi;q=0.9', 'vi'],
    ['de', 'ko'],
    ['zh-TW', 'zh-CN'],
    ['km, en', 'en'],
    ['*', 'ko'],
  ])('a browser that asks for %s gets %s', async (asked, lang) => {
    expect(await visitor(asked).html()).toContain(`<html lang="${lang}">`);
  });

  test('headers: strict policy, no store, no referrer elsewhere, no index', async () => {
    const { headers } = await visitor().go('/');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    });
  });

  test('a whole conversation by forms, each redirected, the token in a cookie only', async () => {
    const her = visitor();
    const begun = await her.submit({ locale: 'vi' });
    expect(begun.status).toBe(303);
    expect(begun.headers.get('location')).toBe('/#here');
    expect(begun.headers.getSetCookie()[0]).toMatch(/^chat=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    const first = await her.html();
    expect(first).toContain('<html lang="vi">');
    expect(first).toContain('Bạn hoặc em bé có đang gặp nguy hiểm không?');
    expect(first).toContain('<p class="draft">');
    await her.submit({ choice: 'no' });
    expect(await her.html()).toMatch(/type="checkbox" name="choice" value="housing"/);
    await her.submit({ choice: ['living', 'housing'] });
    const third = await her.html();
    expect(third).toContain('Chi phí sinh hoạt, Nhà ở');
    expect(third).toContain('<progress max="100" value="50"');
    await her.submit({ text: 'Nam <b>Dong</b> & "x"' });
    expect(await her.html()).toContain('Nam &lt;b&gt;Dong&lt;/b&gt; &amp; &quot;x&quot;');
  });

  test('the same form twice is one message', async () => {
    const her = visitor();
    await her.submit({ locale: 'en' });
    const id = randomUUID();
    await her.go('/chat/messages', { id, at: '1', choice: 'no' });
    await her.go('/chat/messages', { id, at: '1', choice: 'no' });
    expect((await her.html()).match(/said me/g)).toHaveLength(1);
  });

  test('a wrong cookie is nobody: the page begins anew, and what she writes is heard', async () => {
    const her = visitor();
    her.jar.set('chat', 'web-x.wrong');
    expect(await her.html()).toContain('class="languages"');
    expect((await her.go('/chat/messages', { id: randomUUID(), at: '7', text: 'bleeding' })).status).toBe(303);
    expect(await her.html()).toContain('hello');
  });

  test('an old form after the cookie is lost begins a new conversation', async () => {
    const id = randomUUID();
    await visitor().go('/chat/messages', { id, locale: 'en' });
    page.pass(11);
    const her = visitor();
    expect((await her.go('/chat/messages', { id, text: 'bleeding' })).status).toBe(303);
    expect(her.jar.has('chat')).toBe(true);
  });

  test('not saved: the page keeps her text, under the same id, with numbers', async () => {
    const her = visitor();
    await her.submit({ locale: 'en' });
    const id = randomUUID();
    page.failing = true;
    const refused = await her.go('/chat/messages', { id, at: '1', text: 'he said "<no>"' });
    page.failing = false;
    expect(refused.status).toBe(503);
    const text = await refused.text();
    expect(text).toContain('he said &quot;&lt;no&gt;&quot;</textarea>');
    expect(text).toContain(`name="id" value="${id}"`);
    expect(text).toMatch(/was not saved.*119.*112/s);
  });

  test('a first message that is not saved keeps her choice', async () => {
    page.failing = true;
    const refused = await visitor('ko').go('/chat/messages', { id: randomUUID(), choice: 'yes' });
    page.failing = false;
    expect(refused.status).toBe(503);
    expect(await refused.text()).toMatch(/<input type="hidden" name="choice" value="yes">.*다시 보내기/s);
  });

  test('a database that is away is no reason for an empty screen', async () => {
    const away = await openPage({ deps: { history: () => Promise.reject(new Error('away')) } });
    try {
      const begun = await fetch(`${away.url}/chat/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: randomUUID(), locale: 'en' }),
      });
      const { token } = (await begun.json()) as { token: string };
      const response = await fetch(away.url, { headers: { accept: 'text/html', cookie: `chat=${token}` } });
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('href="tel:119"');
      const told = await fetch(`${away.url}/chat/messages`, { headers: { authorization: `Bearer ${token}` } });
      expect(told.status).toBe(503);
      expect(await told.json()).toMatchObject({ type: '/problems/unavailable' });
    } finally {
      await away.close();
    }
  });
});

describe('language', () => {
  test('changes in the middle, answers kept', async () => {
    const her = visitor();
    await her.submit({ locale: 'en' });
    await her.submit({ choice: 'no' });
    await her.submit({ locale: 'ko' });
    const text = await her.html();
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain('무엇이 가장 필요해요?');
    expect(text).toContain('aria-current="true">한국어');
  });
});

describe('discreet mode', () => {
  let her: ReturnType<typeof visitor>;
  beforeEach(async () => {
    her = visitor();
    await her.submit({ locale: 'en' });
    await her.submit({ choice: 'no' });
    await her.submit({ text: 'secret bleeding words' });
  });

  test('after 15 minutes earlier messages are hidden, the question is not', async () => {
    expect(await her.html()).toContain('secret bleeding words');
    page.pass(15.1);
    const text = await her.html();
    expect(text).not.toContain('secret');
    expect(text).toContain('Earlier messages are hidden.');
    expect(text).toContain('What would help most?');
    expect(text).toContain('value="housing"');
    const told = await fetch(`${page.url}/chat/messages`, { headers: { authorization: `Bearer ${her.jar.get('chat')}` } });
    expect(await told.json()).toMatchObject({ messages: [], question: { id: 'needs' }, hidden: true });
  });

  test('writing on shows the new, not the old', async () => {
    page.pass(20);
    await her.submit({ choice: ['living'] });
    const text = await her.html();
    expect(text).toContain('Which area do you live in?');
    expect(text).not.toContain('secret');
    expect(text).toContain('Earlier messages are hidden.');
  });

  test('code and word show them again, and on another device', async () => {
    const set = await her.submit({ word: 'Blue  Kettle' }, '/chat/word');
    const [code = ''] = /FS-[2-9A-HJKMNP-Z]{5}/.exec(await set.text()) ?? [];
    page.pass(60);
    expect(await her.html()).not.toContain('secret');
    expect((await her.submit({ code, word: 'blue kettle' }, '/chat/return')).status).toBe(303);
    expect(await her.html()).toContain('secret bleeding words');
    const phone = visitor();
    await phone.go('/chat/return', { code: code.toLowerCase(), word: 'blue kettle' });
    expect(await phone.html()).toContain('secret bleeding words');
    page.pass(16);
    expect(await phone.html()).not.toContain('secret');
  });

  test('five wrong words lock the code', async () => {
    const set = await her.submit({ word: 'blue kettle' }, '/chat/word');
    const [code = ''] = /FS-[2-9A-HJKMNP-Z]{5}/.exec(await set.text()) ?? [];
    const thief = visitor();
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = await thief.go('/chat/return', { code, word: 'guess' });
      expect(wrong.status).toBe(403);
      expect(await wrong.text()).toContain(`${left} more times`);
    }
    const locked = await thief.go('/chat/return', { code, word: 'blue kettle' });
    expect(locked.status).toBe(429);
    expect(thief.jar.size).toBe(0);
  });

  test('whoever finds the phone cannot set a word of their own while something is hidden', async () => {
    page.pass(20);
    expect((await her.submit({ word: 'my own word' }, '/chat/word')).status).toBe(409);
    await her.submit({ choice: 'living' });
    const refused = await her.submit({ word: 'my own word' }, '/chat/word');
    expect(refused.status).toBe(409);
    expect(await refused.text()).not.toMatch(/FS-[2-9A-HJKMNP-Z]{5}/);
  });

  test('a word of another length is refused with a reason', async () => {
    const refused = await her.submit({ word: 'abc' }, '/chat/word');
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('4 to 60 letters');
  });

  test('leaving: the neutral page, and nothing here until she goes on', async () => {
    const left = await her.go('/chat/exit');
    expect(left.status).toBe(303);
    expect(left.headers.get('location')).toBe(page.neutralUrl);
    const away = await her.html();
    expect(away).not.toMatch(/secret|danger|most|Earlier|tel:/);
    await her.submit({ choice: 'continue' });
    const back = await her.html();
    expect(back).toContain('What would help most?');
    expect(back).not.toMatch(/secret|🚪/);
  });

  test('a link on another site cannot hide her chat', async () => {
    const left = await her.go('/chat/exit', undefined, { 'sec-fetch-site': 'cross-site' });
    expect(left.headers.get('location')).toBe(page.neutralUrl);
    expect(await her.html()).toContain('secret bleeding words');
  });

  test('the exit opens the neutral page also when it cannot be stored, and hides here', async () => {
    page.failing = true;
    const left = await her.go(/href="(\/chat\/exit[^"]*)"/.exec(await her.html())?.[1] ?? '');
    page.failing = false;
    expect(left.status).toBe(303);
    expect(await her.html()).not.toMatch(/secret|danger|most/);
  });

  test('she writes that somebody looks: hidden at once', async () => {
    await her.submit({ text: '🚪' });
    expect(await her.html()).not.toMatch(/secret|danger|most/);
    const told = await fetch(`${page.url}/chat/messages`, { headers: { authorization: `Bearer ${her.jar.get('chat')}` } });
    expect(await told.json()).toMatchObject({ messages: [], question: null, away: true });
  });

  test('deleting asks once more, then all is gone, the cookie too', async () => {
    const conversation = conversationOf(her.jar.get('chat'));
    const asked = await her.html('/chat/delete');
    expect(asked).toContain('value="withdraw"');
    const [, id = ''] = /name="id" value="([^"]*)"/.exec(asked) ?? [];
    const gone = await her.go('/chat/messages', { id, command: 'withdraw' });
    expect(gone.status).toBe(200);
    expect(await gone.text()).toContain('Everything is erased.');
    expect(her.jar.size).toBe(0);
    expect(await page.inbox.history(conversation)).toBeNull();
    expect(await her.html()).toContain('class="languages"');
  });
});

describe('pushed messages', () => {
  test('stand in the chat with their time, also after a pause, and are seen when shown', async () => {
    const her = visitor('ko');
    await her.submit({ locale: 'ko' });
    const conversation = conversationOf(her.jar.get('chat'));
    page.pass(30);
    page.pushes.set(conversation, [{ id: 'd1', text: '예약이 있어요.', at: '2026-11-11T05:30:00Z' }]);
    await her.go('/', undefined, { 'sec-purpose': 'prefetch' });
    expect(page.seen).not.toContain('d1');
    const text = await her.html();
    expect(text).toContain('예약이 있어요.');
    expect(text).toContain('<time datetime="2026-11-11T05:30:00Z">11월 11일 14:30</time>');
    expect(page.seen).toContain('d1');
  });
});

describe('small', () => {
  test('the whole page fits into 30 KB, the first HTML into 8 KB', async () => {
    const her = visitor('ko');
    const text = await her.html();
    const [css = '', js = ''] = [/href="(\/chat\/assets\/[^"]+css)"/.exec(text)?.[1], /src="(\/chat\/assets\/[^"]+js)"/.exec(text)?.[1]];
    await her.submit({ locale: 'ko' });
    const [welcome, chat] = [gzipSync(text).length, gzipSync(await her.html()).length];
    const packed = await Promise.all([css, js].map(async (path) => gzipSync(await (await fetch(`${page.url}${path}`)).text()).length));
    expect(welcome).toBeLessThanOrEqual(8 * 1024);
    expect(chat).toBeLessThanOrEqual(8 * 1024);
    expect(packed[1]).toBeLessThanOrEqual(14 * 1024);
    expect(welcome + chat + (packed[0] ?? 0) + (packed[1] ?? 0)).toBeLessThanOrEqual(30 * 1024);
  });

  test('style and script are compressed and never asked for twice', async () => {
    const [, js = ''] = /src="([^"]+js)"/.exec(await visitor().html()) ?? [];
    const response = await fetch(`${page.url}${js}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
    });
    expect(await response.text()).toContain('use strict');
  });
});
