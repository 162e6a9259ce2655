import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { loadContent } from '../../../src/content.ts';
import { admit } from '../../../src/conversation/index.ts';
import { launchBrowser, type TestBrowser } from '../../browser.ts';
import { type OpenPage, openPage, ROOT } from './open-page.ts';

const { program } = loadContent(ROOT);
let page: OpenPage;
const open: TestBrowser[] = [];
beforeAll(async () => {
  const isUrgent = (text: string): boolean =>
    program.listen(admit(text).text, { lang: null, question: null, stage: null, facts: {} }).safety.length > 0;
  page = await openPage({ program, deps: { isUrgent } });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((browser) => browser.close()));
});
afterAll(() => page.close());

async function begin(lang: string, javaScriptEnabled = true): Promise<Page> {
  const browser = await launchBrowser({ viewport: { width: 360, height: 740 }, locale: lang, javaScriptEnabled });
  open.push(browser);
  const tab = await browser.context.newPage();
  await tab.goto(page.url);
  await tab.click(`button[value="${lang}"]`);
  await tab.waitForSelector('#log');
  return tab;
}

async function tap(tab: Page, value: string): Promise<void> {
  const before = await tab.locator('.said').count();
  await tab.click(`#now button[value="${value}"]`);
  await tab.waitForFunction((count) => document.querySelectorAll('.said').length > count && !document.querySelector('.waiting'), before);
}

const bodyOf = async (tab: Page): Promise<string> => (await tab.locator('main').innerText()).replaceAll('\n', ' ');

test.each(['ko', 'vi'])(
  'danger at the first question, in %s and without JavaScript: numbers before anything else is asked',
  async (lang) => {
    const tab = await begin(lang, false);
    await tab.click('#now button[value="yes"]');
    expect(await tab.locator('#log a[href="tel:112"], #log a[href="tel:119"]').count()).toBeGreaterThan(0);
    const danger = tab.locator('#now input[value="violence"]');
    await danger.check();
    await tab.click('.choices .main');
    expect(await tab.locator('#log a[href="tel:1366"]').count()).toBeGreaterThan(0);
  },
);

test('each kind of question is shown and can be answered, up to a text', async () => {
  const tab = await begin('en');
  await tap(tab, 'no');
  await tap(tab, 'yes');
  await tap(tab, 'pregnant');
  await tab.fill('#text', '32 weeks');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.querySelectorAll('.said.me').length === 4 && !document.querySelector('.waiting'));
  expect(await bodyOf(tab)).toContain('Which area do you live in?');
  await tap(tab, 'skip');
  expect(await tab.locator('#now .choice').count()).toBeGreaterThan(2);
  await tap(tab, 'back');
  await tap(tab, 'why');
  expect(await bodyOf(tab)).toContain('Which area do you live in?');
});

test('leaving, going on, and what she wrote that somebody looks', async () => {
  const tab = await begin('en');
  await tap(tab, 'no');
  await tab.click('#exit');
  await tab.waitForURL(page.neutralUrl);
  await tab.goto(page.url);
  expect(await bodyOf(tab)).toBe('Chat Go on');
  await tab.click('button[value="continue"]');
  await tab.waitForSelector('#log');
  const back = await bodyOf(tab);
  expect(back).toContain('we keep your answers');
  expect(back).not.toContain('It is good that you came');
  await tab.fill('#text', 'he is reading this');
  await tab.click('.write .main');
  await tab.locator('.away').waitFor();
  expect(await bodyOf(tab)).toBe('Chat Go on');
});

test('deleting erases the real conversation', async () => {
  const tab = await begin('ko', false);
  await tab.click('#now button[value="no"]');
  const token = (await tab.context().cookies()).find(({ name }) => name === 'chat')?.value ?? '';
  await tab.goto(`${page.url}/chat/delete`);
  await tab.click('button[value="withdraw"]');
  expect(await bodyOf(tab)).toContain('모두 지웠어요');
  expect(await page.inbox.history(page.inbox.identities.ofToken(token) ?? '')).toBeNull();
});
