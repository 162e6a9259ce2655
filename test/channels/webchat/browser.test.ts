import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../../browser.ts';
import { type OpenPage, openPage } from './open-page.ts';

let page: OpenPage;
const open: TestBrowser[] = [];
beforeAll(async () => {
  page = await openPage();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((browser) => browser.close()));
});
afterAll(() => page.close());

interface Tab {
  readonly tab: Page;
  /** Addresses asked for outside of the page's own site, and what the browser complained about. */
  readonly strangers: string[];
  readonly complaints: string[];
}

async function visit(options: BrowserContextOptions = {}): Promise<Tab> {
  const browser = await launchBrowser({ viewport: { width: 360, height: 740 }, locale: 'en', ...options });
  open.push(browser);
  const [strangers, complaints]: [string[], string[]] = [[], []];
  const tab = await browser.context.newPage();
  tab.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(page.url) && !url.startsWith('data:') && !url.startsWith(page.neutralUrl)) strangers.push(url);
  });
  tab.on('pageerror', (error) => complaints.push(error.message));
  tab.on('console', (message) => {
    if (message.type() === 'error' && /polic|trusted|refused/i.test(message.text())) complaints.push(message.text());
  });
  await tab.goto(page.url);
  return { tab, strangers, complaints };
}

async function begin(tab: Page, lang = 'en'): Promise<void> {
  await tab.click(`button[value="${lang}"]`);
  await tab.waitForSelector('#log');
}

const said = (tab: Page): Promise<string[]> => tab.locator('#log .said > p:not(.tels)').allTextContents();
const question = (tab: Page, words: string) => tab.locator('#log .said.us', { hasText: words }).last().waitFor();

describe('with JavaScript', () => {
  test('an answer is a tap; nothing is loaded again, and no stranger is asked', async () => {
    const { tab, strangers, complaints } = await visit();
    await begin(tab);
    await tab.evaluate(() => Object.assign(window, { stayed: true }));
    await tab.click('button[value="no"]');
    await question(tab, 'What would help most?');
    await tab.check('input[value="living"]');
    await tab.check('input[value="feelings"]');
    await tab.click('.choices .main');
    await question(tab, 'Which area');
    await tab.fill('#text', 'Namdong');
    await tab.keyboard.press('Enter');
    await tab.waitForFunction(() => !document.querySelector('.waiting') && document.querySelectorAll('.said.me').length === 3);
    expect(await said(tab)).toEqual([
      'hello',
      'Are you in danger right now?',
      'no',
      'What would help most?',
      'living, feelings',
      'Which area do you live in?',
      'Namdong',
    ]);
    expect(await tab.evaluate(() => 'stayed' in window)).toBe(true);
    await tab.reload();
    expect((await said(tab)).filter((text) => text === 'Namdong')).toHaveLength(1);
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('numbers are one tap away', async () => {
    const { tab } = await visit();
    await begin(tab);
    await tab.fill('#text', 'I am bleeding');
    await tab.click('.write .main');
    const call = tab.locator('#log a[href="tel:15771366"]');
    await call.waitFor();
    expect(await call.textContent()).toBe('1577-1366 Danuri');
  });

  test('the answer got lost on the way: the same message is sent again, and is one turn', async () => {
    const { tab } = await visit();
    await begin(tab);
    const ids: string[] = [];
    await tab.route('**/chat/messages', async (route) => {
      ids.push((route.request().postDataJSON() as { id: string }).id);
      if (ids.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await tab.click('button[value="no"]');
    await question(tab, 'What would help most?');
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    await tab.reload();
    expect(await tab.locator('.said.me').count()).toBe(1);
  });

  test('not sent: her text stays, and sending it again is the same message', async () => {
    const { tab } = await visit();
    await begin(tab);
    const ids: string[] = [];
    await tab.route('**/chat/messages', (route) => {
      ids.push((route.request().postDataJSON() as { id: string }).id);
      return ids.length > 1 ? route.continue() : route.fulfill({ status: 429, headers: { 'retry-after': '7' } });
    });
    await tab.fill('#text', 'please help, bleeding');
    await tab.click('.write .main');
    await tab.locator('.notice', { hasText: 'wait 7 seconds' }).waitFor();
    expect(await tab.inputValue('#text')).toBe('please help, bleeding');
    await tab.click('.notice + button');
    await question(tab, 'Call 119 now');
    expect(ids[0]).toBe(ids[1]);
    expect(await tab.inputValue('#text')).toBe('');
    expect(await tab.locator('.notice').count()).toBe(0);
  });

  test('after 15 minutes the screen hides by itself what was said, not the question', async () => {
    const { tab } = await visit();
    await tab.clock.install();
    await tab.goto(page.url);
    await begin(tab);
    await tab.click('button[value="no"]');
    await question(tab, 'What would help most?');
    page.pass(15.1);
    await tab.clock.fastForward('15:10');
    await tab.locator('.hidden-note').waitFor();
    expect(await said(tab)).toEqual(['What would help most?']);
    expect(await tab.isVisible('input[value="living"]')).toBe(true);
  });

  test('a pushed message appears while she looks', async () => {
    const { tab } = await visit();
    await tab.clock.install();
    await tab.goto(page.url);
    await begin(tab);
    const token = (await tab.context().cookies()).find(({ name }) => name === 'chat')?.value ?? '';
    const conversation = page.inbox.identities.ofToken(token) ?? '';
    page.pushes.set(conversation, [{ id: 'push-1', text: 'Your booking is tomorrow at 10.', at: page.clock.now().toISOString() }]);
    await tab.clock.fastForward('00:16');
    await tab.locator('.said time').waitFor();
    expect(await said(tab)).toContain('Your booking is tomorrow at 10.');
    expect(await tab.textContent('#status')).toBe('New message');
    expect(page.seen).toContain('push-1');
    await tab.clock.fastForward('00:16');
    expect(await tab.locator('.said time').count()).toBe(1);
  });

  test.each(['button', 'keys'])('leaving by %s: blank, neutral page, and back does not lead here', async (way) => {
    const { tab } = await visit();
    await begin(tab);
    await tab.fill('#text', 'a half written secret');
    if (way === 'button') await tab.click('#exit');
    else for (let i = 0; i < 3; i += 1) await tab.locator('body').press('Shift');
    await tab.waitForURL(page.neutralUrl);
    await tab.goBack();
    await tab.waitForFunction(() => document.readyState === 'complete');
    expect(await tab.content()).not.toMatch(/danger|secret|hello/);
    await tab.goto(page.url);
    expect(await tab.content()).not.toMatch(/danger|secret|hello|tel:/);
    await tab.click('button[value="continue"]');
    await question(tab, 'Are you in danger');
    expect(await said(tab)).not.toContain('hello');
  });

  test('leaving blanks the page before anything is loaded', async () => {
    const { tab } = await visit();
    await begin(tab);
    const left = await tab.evaluate(() => {
      document.getElementById('exit')?.click();
      return [document.body.childElementCount, document.title.trim().length <= 1];
    });
    expect(left).toEqual([0, true]);
  });

  test('the menu: a return word, and the chat on another device', async () => {
    const { tab } = await visit();
    await begin(tab);
    await tab.click('button[value="no"]');
    await question(tab, 'What would help most?');
    await tab.click('.menu summary');
    await tab.fill('#word', 'blue kettle');
    await tab.click('text=Keep this word');
    const notice = (await tab.locator('.notice.good').textContent()) ?? '';
    const [code = ''] = /FS-\w{5}/.exec(notice) ?? [];
    const { tab: other } = await visit();
    await other.click('details summary');
    await other.fill('#code', code);
    await other.fill('#return-word', 'blue kettle');
    await other.click('text=Show my chat');
    await other.waitForSelector('#log');
    expect(await said(other)).toContain('What would help most?');
  });

  test('deleting asks once, then nothing is left', async () => {
    const { tab } = await visit();
    await begin(tab);
    await tab.click('.menu summary');
    await tab.click('a[href="/chat/delete"]');
    await tab.click('button[value="withdraw"]');
    await tab.locator('text=Everything is erased.').waitFor();
    await tab.goto(page.url);
    expect(await tab.isVisible('.languages')).toBe(true);
    expect(await tab.context().cookies()).toEqual([]);
  });
});

describe('without JavaScript', () => {
  test('the whole conversation, the exit, and coming back', async () => {
    const { tab, strangers } = await visit({ javaScriptEnabled: false, locale: 'vi' });
    await begin(tab, 'vi');
    await tab.click('button[value="no"]');
    await tab.check('input[value="housing"]');
    await tab.click('.choices .main');
    await tab.fill('#text', 'Nam Dong');
    await tab.click('.write .main');
    expect(await said(tab)).toContain('Nam Dong');
    await tab.click('#exit');
    await tab.waitForURL(page.neutralUrl);
    await tab.goBack();
    expect(await tab.textContent('main')).not.toMatch(/Nam Dong|nguy hiểm/);
    expect(strangers).toEqual([]);
  });
});

describe('for everybody', () => {
  const screens: [string, (tab: Page) => Promise<void>][] = [
    ['welcome', async () => {}],
    ['question', (tab) => begin(tab)],
    [
      'several',
      async (tab) => {
        await begin(tab, 'ko');
        await tab.click('button[value="no"]');
        await tab.waitForSelector('input[type="checkbox"]');
        await tab.fill('#text', 'bleeding');
        await tab.click('.write .main');
        await tab.locator('#log .tel').first().waitFor();
        await tab.click('.menu summary');
      },
    ],
    [
      'hidden',
      async (tab) => {
        await begin(tab, 'vi');
        page.pass(16);
        await tab.goto(page.url);
        await tab.click('.hidden-note summary');
      },
    ],
    [
      'delete',
      async (tab) => {
        await begin(tab);
        await tab.goto(`${page.url}/chat/delete`);
      },
    ],
    [
      'away',
      async (tab) => {
        await begin(tab);
        await tab.click('#exit');
        await tab.waitForURL(page.neutralUrl);
        await tab.goto(page.url);
      },
    ],
  ];

  test.each(screens)(
    '%s: axe finds nothing, in light and dark; targets of 44 px; no sideways scroll, also at 200 %% text',
    async (_name, go) => {
      const { tab } = await visit({ reducedMotion: 'reduce' });
      await go(tab);
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page: tab })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
      const small = await tab.evaluate(() =>
        [...document.querySelectorAll('a, button, summary, textarea, label.check, input:not([type="hidden"]):not([type="checkbox"])')]
          .filter((one) => one.checkVisibility() && !one.classList.contains('to-question'))
          .map((one) => ({
            html: one.outerHTML.slice(0, 80),
            height: one.getBoundingClientRect().height,
            width: one.getBoundingClientRect().width,
          }))
          .filter(({ height, width }) => height < 44 || width < 44),
      );
      expect(small).toEqual([]);
      /** What makes the page scroll sideways. */
      const sideways = (): Promise<string[]> =>
        tab.evaluate(() =>
          document.documentElement.scrollWidth <= document.documentElement.clientWidth
            ? []
            : [...document.querySelectorAll('body *')]
                .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
                .map((one) => one.outerHTML.slice(0, 90)),
        );
      expect(await sideways()).toEqual([]);
      await tab.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect(await sideways()).toEqual([]);
      expect(await tab.isVisible('#exit')).toBe(true);
    },
  );

  test('the keyboard alone is enough', async () => {
    const { tab } = await visit();
    await begin(tab);
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate(() => document.activeElement?.className)).toBe('to-question');
    await tab.keyboard.press('Enter');
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate(() => (document.activeElement as HTMLButtonElement).value)).toBe('no');
    await tab.keyboard.press('Enter');
    await question(tab, 'What would help most?');
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe('now');
  });
});
