import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Home, newHome, type Running, until } from './running.ts';
import { Desk } from './staff.ts';
import { faultsOf, NEUTRAL, openTab, type Tab } from './tab.ts';
import { askedOf, type Taps, tapThrough } from './taps.ts';

const NOW = '2026-12-21T10:00:00+09:00';
const PHONE = { width: 360, height: 740 };

/** Browsers are slow where other tests run beside them; each wait has its own, shorter limit. */
jest.setTimeout(180_000);

/** A mother with a baby of five months, who wants help and a call. */
const MOTHER: Taps = {
  danger_now: 'no',
  consent_basic: 'yes',
  who: 'mother',
  baby_birth: { text: '2026-07-15' },
  age_band: '20_24',
  household: 'with_partner',
  needs: ['baby_care', 'coaching'],
  consent_sensitive: 'yes',
  body_signs: ['none'],
  heart_home: ['none'],
  consent_share: 'yes',
  summary: 'ok',
};

/** One question of each look; axe takes its time. */
const LOOKED_AT = new Set(['danger_now', 'baby_birth', 'needs', 'contact', 'summary']);

let home: Home;
let running: Running;
let desk: Desk;
const tabs: Tab[] = [];

beforeAll(async () => {
  home = await newHome();
  running = await home.start();
  desk = await Desk.signIn(running, 'sena@demo.example');
}, 240_000);
beforeEach(() => running.setClock(NOW));
afterEach(async () => {
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
});
afterAll(async () => {
  await running.stop();
  await home.remove();
}, 60_000);

async function visit(options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await openTab(running.url, { viewport: PHONE, hasTouch: true, isMobile: true, locale: 'en', ...options });
  tabs.push(tab);
  await tab.page.goto(running.url);
  return tab;
}

async function begin(page: Page, lang: string): Promise<void> {
  await page.locator(`button[name="locale"][value="${lang}"]`).first().click();
  await page.waitForSelector('#log');
}

const said = (page: Page): Promise<string[]> => page.locator('#log .said > p:not(.tels)').allTextContents();
const codeOf = async (page: Page): Promise<string> => (/FS-\w{5}/.exec((await said(page)).join(' ')) ?? [''])[0];
const referralOf = (code: string) =>
  until('the referral at the desk', async () => (await desk.queue()).items.find((row) => row.code === code));

describe('the whole intake by tapping, on a small phone', () => {
  test.each([
    ['vi', false, { area: { text: 'quận Namdong, Nonhyeon 2 dong' }, birth_weeks: { text: '34' }, contact: { text: '010 1234 5678' } }],
    ['zh-CN', true, { area: { text: '南洞区 论岘2洞' }, birth_weeks: { text: '34' }, contact: { text: '010 1234 5678' } }],
  ] as const)('in %s, with JavaScript: %s', async (lang, javaScriptEnabled, texts) => {
    const tab = await visit({ javaScriptEnabled, locale: lang });
    const { page, troubles } = tab;
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    expect(await faultsOf(tab)).toEqual([]);
    await begin(page, lang);
    if (javaScriptEnabled) await page.evaluate(`window.stayed = true`);
    const asked = await tapThrough(page, { ...MOTHER, ...texts }, async (question) => {
      if (LOOKED_AT.has(question)) expect(await faultsOf(tab)).toEqual([]);
      expect(await page.locator('.urgent a[href="tel:119"]').count()).toBe(1);
    });
    expect(asked).toEqual(expect.arrayContaining(['danger_now', 'consent_basic', 'who', 'baby_birth', 'area', 'needs', 'contact']));
    // Without it every answer is a new page; with it none is.
    if (javaScriptEnabled) expect(await page.evaluate(`window.stayed`)).toBe(true);
    expect(await faultsOf(tab)).toEqual([]);
    const row = await referralOf(await codeOf(page));
    expect(row).toMatchObject({ level: 'priority_3d', lang, area: 'namdong', outcome: 'referred' });
    expect(troubles).toEqual([]);
  });
});

describe('her own way', () => {
  test('another language in the middle: the question comes again in it', async () => {
    const tab = await visit();
    const { page, troubles } = tab;
    await begin(page, 'en');
    const before = (await said(page)).at(-1);
    await page.click('.menu summary');
    await page.locator('.menu button[value="ko"]').click();
    await page.waitForSelector('html[lang="ko"]');
    expect((await askedOf(page)).question?.id).toBe('danger_now');
    const after = (await said(page)).at(-1);
    expect(after).toMatch(/[가-힣]/);
    expect(after).not.toBe(before);
    await page.locator('button[value="no"]').click();
    await until('the next question in Korean', async () => ((await askedOf(page)).question?.id === 'consent_basic' ? true : null));
    expect(troubles).toEqual([]);
  });

  test.each([true, false])(
    'leaving in a hurry, with JavaScript: %s: the page is gone, and Back does not return to it',
    async (javaScriptEnabled) => {
      const tab = await visit({ javaScriptEnabled });
      const { page, troubles } = tab;
      await begin(page, 'en');
      const first = (await said(page)).at(-1);
      await page.locator('button[value="no"]').click();
      await until('the answer', async () => (await said(page)).some((text) => text.includes('Is that OK?')));
      const question = (await said(page)).at(-1);
      await page.click('#exit');
      await page.waitForURL(NEUTRAL);
      await page.goBack();
      await until('a page', () => page.evaluate(`document.readyState === 'complete'`));
      // Whatever Back leads to shows neither a question nor an answer.
      expect(await page.locator('.said').count()).toBe(0);
      expect(await page.innerText('body')).not.toMatch(/danger|pregnan|baby/i);
      await page.goto(running.url);
      expect(await faultsOf(tab)).toEqual([]);
      await page.locator('button[value="continue"]').click();
      await page.waitForSelector('#log');
      await until('the question', async () => (await said(page)).at(-1) === question);
      expect(await said(page)).not.toContain(first);
      expect(troubles).toEqual([]);
    },
  );

  test('after a pause of 15 minutes earlier messages are hidden, not the question; code and word show them again', async () => {
    const tab = await visit();
    const { page, troubles } = tab;
    await begin(page, 'en');
    await page.locator('button[value="no"]').click();
    await until('the answer', async () => (await askedOf(page)).question?.id === 'consent_basic');
    await page.reload();
    const all = await said(page);
    await page.click('.menu summary');
    await page.fill('#word', 'blue kettle');
    await page.click('form[action="/chat/word"] button');
    const notice = (await page.locator('.notice.good').textContent()) ?? '';
    const [code = ''] = /FS-\w{5}/.exec(notice) ?? [];
    expect(code).not.toBe('');

    await running.setClock('2026-12-21T10:16:00+09:00');
    await page.goto(running.url);
    expect(await said(page)).toEqual(all.slice(-1));
    expect(await faultsOf(tab)).toEqual([]);
    await page.click('.hidden-note summary');
    expect(await faultsOf(tab)).toEqual([]);
    await page.fill('#code', code);
    await page.fill('#return-word', 'blue kettle');
    await page.click('form[action="/chat/return"] button');
    await until('everything is back', async () => (await said(page)).length === all.length);
    expect(await said(page)).toEqual(all);

    const { page: other, troubles: others } = await visit({ javaScriptEnabled: false });
    await other.click('details.card summary');
    await other.fill('#code', code);
    await other.fill('#return-word', 'wrong word');
    await other.click('form[action="/chat/return"] button');
    expect(await other.locator('.said').count()).toBe(0);
    await other.fill('#code', code);
    await other.fill('#return-word', 'blue kettle');
    await other.click('form[action="/chat/return"] button');
    expect(await said(other)).toEqual(all);
    expect([...troubles, ...others]).toEqual([]);
  });

  test('a danger word shows numbers that can be called, and reaches the desk', async () => {
    const tab = await visit({ javaScriptEnabled: false });
    const { page, troubles } = tab;
    await begin(page, 'en');
    await page.fill('#text', 'my husband is hitting me right now');
    await page.click('.write button');
    const numbers = await page
      .locator('#log a.tel')
      .evaluateAll<string[], HTMLAnchorElement>((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(numbers).toEqual(expect.arrayContaining(['tel:112', 'tel:1366']));
    expect(await faultsOf(tab)).toEqual([]);
    await until('the alert at the desk', async () => (await desk.alerts()).some(({ rules }) => rules.includes('S01')));
    expect(troubles).toEqual([]);
  });

  test('deleting asks once more, and leaves nothing', async () => {
    const tab = await visit();
    const { page, troubles } = tab;
    await begin(page, 'ko');
    const tapped = { ...MOTHER, area: { text: '남동구 논현2동' }, birth_weeks: { text: '34' }, contact: { text: '010 1234 5678' } };
    await tapThrough(page, tapped);
    const code = await codeOf(page);
    await referralOf(code);
    await page.click('.menu summary');
    await page.click('a[href="/chat/delete"]');
    expect(await faultsOf(tab)).toEqual([]);
    await page.click('button[value="withdraw"]');
    await page.waitForSelector('.welcome .said');
    expect(await faultsOf(tab)).toEqual([]);
    await page.goto(running.url);
    expect(await page.isVisible('.languages')).toBe(true);
    expect((await page.context().cookies()).filter(({ name }) => name === 'chat')).toEqual([]);
    await until(
      'the withdrawal at the desk',
      async () => (await desk.queue()).items.find((row) => row.code === code)?.status === 'withdrawn',
    );
    expect(troubles).toEqual([]);
  });
});
