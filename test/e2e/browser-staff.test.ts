import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play } from './family.ts';
import { type Home, newHome, type Running, until } from './running.ts';
import { faultsOf, openTab, type Tab } from './tab.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const personas = z.array(Persona).parse(read('test/personas/personas.json'));
const Words = z.object({ triage: z.record(z.string(), z.string()), safety: z.record(z.string(), z.string()) });
const words = Words.parse(read('locales/ko/casework.json'));
const consoleWords = z.object({ visits: z.object({ consent_yes: z.string() }) }).parse(read('locales/ko/console.json'));

/** Browsers are slow where other tests run beside them; each wait has its own, shorter limit. */
jest.setTimeout(180_000);

/** As persona P02 has it. */
const NOW = '2026-10-02T20:05:00+09:00';
const VISIT = { date: '2026-10-12', time: '14:00' };

let home: Home;
let running: Running;
const tabs: Tab[] = [];
let manager: Tab;
let phone: Tab;
let family: Family;
let code: string;

beforeAll(async () => {
  home = await newHome();
  running = await home.start();
  await running.setClock(NOW);
}, 240_000);
afterAll(async () => {
  await Promise.all(tabs.map((tab) => tab.close()));
  await running.stop();
  await home.remove();
}, 60_000);

async function open(options: BrowserContextOptions): Promise<Tab> {
  const tab = await openTab(running.url, options);
  tabs.push(tab);
  return tab;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${running.url}/console/`);
  await page.fill('input[name="email"]', email);
  await page.fill('input[name="password"]', running.logins.find((login) => login.email === email)?.password ?? '');
  await page.keyboard.press('Enter');
}

async function playPersona(id: string): Promise<Family> {
  const persona = personas.find((one) => one.id === id);
  if (!persona) throw new Error(`no persona ${id}`);
  const one = new Family(running.url);
  await play(one, persona);
  return one;
}

const codeOf = (one: Family): string =>
  one.acknowledged
    .flatMap(({ reply }) => reply.messages.map(({ text }) => /FS-\w{5}/.exec(text)?.[0]))
    .findLast((found) => found !== undefined) ?? '';

test('a case manager signs in with the printed password', async () => {
  manager = await open({ viewport: { width: 1280, height: 800 }, locale: 'ko' });
  await manager.page.goto(`${running.url}/console/`);
  await manager.page.waitForSelector('form');
  expect(await faultsOf(manager)).toEqual([]);
  await signIn(manager.page, 'hana@demo.example');
  await manager.page.getByText('기다리는 의뢰가 없어요').waitFor();
  expect(await faultsOf(manager)).toEqual([]);
});

test('a referral arrives while she looks, with its level and reasons in words', async () => {
  const { page } = manager;
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  family = await playPersona('P02');
  code = codeOf(family);
  const row = page.locator('li', { has: page.getByRole('link', { name: code }) });
  await row.waitFor();
  await until('the referral as hers', async () => (await row.innerText()).includes('나'));
  expect(await row.innerText()).toContain(words.triage['T24']);
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  expect(await faultsOf(manager)).toEqual([]);
});

test('she opens and accepts it by keyboard, and books a visit with a saver', async () => {
  const { page } = manager;
  await page.locator('body').press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: code }).waitFor();
  await page
    .getByText(words.triage['T24'] ?? '')
    .first()
    .waitFor();
  expect(await faultsOf(manager)).toEqual([]);
  await page.locator('body').press('a');
  await page.locator('[aria-keyshortcuts="b"]').waitFor();
  expect(await faultsOf(manager)).toEqual([]);
  await page.locator('body').press('b');
  await page.waitForSelector('form input[name="date"]');
  expect(await faultsOf(manager)).toEqual([]);
  await page.getByRole('radio', { name: /응우옌 란/ }).focus();
  await page.keyboard.press('Space');
  await page.fill('input[name="date"]', VISIT.date);
  await page.selectOption('select[name="time"]', VISIT.time);
  await page.locator('form button[type="submit"]').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: code }).waitFor();
  await page.getByText('응우옌 란').first().waitFor();
  expect(await faultsOf(manager)).toEqual([]);
});

test("the family's open page shows the booking and asks for the yes to reminders; the console hears it", async () => {
  phone = await open({ viewport: { width: 360, height: 740 }, locale: 'vi', hasTouch: true, isMobile: true });
  const { page } = phone;
  await page.context().addCookies([{ name: 'chat', value: family.token ?? '', url: running.url, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto(running.url);
  const yes = page.locator('#now button[value="yes"]');
  await yes.waitFor();
  expect(await page.locator('#log').innerText()).toContain('14:00');
  expect(await faultsOf(phone)).toEqual([]);
  await yes.click();
  await yes.waitFor({ state: 'detached' });
  await manager.page.getByText(consoleWords.visits.consent_yes).waitFor();
  expect(await faultsOf(manager)).toEqual([]);
});

test('the saver finds the visit on a phone, and in the calendar', async () => {
  const saver = await open({ viewport: { width: 390, height: 844 }, locale: 'ko', hasTouch: true, isMobile: true });
  const { page } = saver;
  await signIn(page, 'lan@demo.example');
  await page.getByText(code).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/console/my-visits');
  expect(await page.locator('main').innerText()).toContain('14:00');
  expect(await faultsOf(saver)).toEqual([]);
  const address = await page.locator('input[readonly]').inputValue();
  const calendar = await fetch(address);
  expect(calendar.headers.get('content-type')).toMatch(/^text\/calendar/);
  const text = await calendar.text();
  expect(text).toContain('DTSTART:20261012T050000Z');
  expect(text).toContain(code);
  // Nothing of what the family said: a phone shows its calendar to everybody.
  expect(text).not.toMatch(/9876|논현|Namdong|nuôi con|임신|아기/i);
  expect(saver.troubles).toEqual([]);
});

test('an emergency rings on top of every page until somebody takes it', async () => {
  const { page } = manager;
  const danger = await playPersona('P03');
  const alarm = page.getByRole('region', { name: '응급 알림' });
  await alarm.getByText(words.safety['S01'] ?? '').waitFor();
  expect(await faultsOf(manager)).toEqual([]);
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  await alarm.getByRole('button', { name: `${codeOf(danger)} 응급을 제가 맡을게요` }).click();
  await alarm.locator('li').waitFor({ state: 'detached' });
  await page.keyboard.press('q');
  await page.getByRole('link', { name: codeOf(danger) }).waitFor();
  expect(await faultsOf(manager)).toEqual([]);
});

test('nothing was asked of another site, and no browser complained', () => {
  expect(tabs.flatMap(({ troubles }) => troubles)).toEqual([]);
});
