/**
 * Takes the pictures of README.md and docs/ anew, from a First Step of its own with invented families.
 *
 *     node --import ./test/inbox/run-typescript.mjs test/e2e/pictures.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { Persona } from '../../src/conversation/simulate.ts';
import { ROOT } from '../conversation/program.ts';
import { Family, play, type Words } from './family.ts';
import { newHome, until } from './running.ts';
import { Desk } from './staff.ts';
import { openTab, type Tab } from './tab.ts';

const IMAGES = join(ROOT, 'docs/images');
/** GitHub shows a page's pictures at once when each is small. */
const MAX_BYTES = 200 * 1024;
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1280, height: 800 } };

const personas = z.array(Persona).parse(JSON.parse(readFileSync(join(ROOT, 'test/personas/personas.json'), 'utf8')));
/** Families in the order in which they wrote, each some time before the picture is taken. */
const WRITTEN = [
  ['P09', '2026-10-01T09:10:00+09:00'],
  ['P14', '2026-10-02T06:30:00+09:00'],
  ['P02', '2026-10-02T07:05:00+09:00'],
  ['P10', '2026-10-02T08:20:00+09:00'],
  ['P06', '2026-10-02T08:40:00+09:00'],
  ['P01', '2026-10-02T09:00:00+09:00'],
  ['P08', '2026-10-02T09:20:00+09:00'],
] as const;
const PRESENT = '2026-10-02T10:00:00+09:00';

const home = await newHome();
const running = await home.start();
const tabs: Tab[] = [];

async function open(options: BrowserContextOptions): Promise<Page> {
  const tab = await openTab(running.url, { colorScheme: 'light', locale: 'ko', ...options });
  tabs.push(tab);
  return tab.page;
}

async function keep(name: string, page: Page, clip?: { height: number }): Promise<void> {
  const size = page.viewportSize();
  const png = await page.screenshot({
    animations: 'disabled',
    ...(clip && size ? { clip: { x: 0, y: 0, width: size.width, height: clip.height } } : {}),
  });
  if (png.length > MAX_BYTES) throw new Error(`${name} has ${png.length} bytes; the most is ${MAX_BYTES}`);
  writeFileSync(join(IMAGES, `${name}.png`), png);
  process.stdout.write(`${name}.png  ${Math.round(png.length / 1024)} KB\n`);
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${running.url}/console/`);
  await page.fill('input[name="email"]', email);
  await page.fill('input[name="password"]', running.logins.find((login) => login.email === email)?.password ?? '');
  await page.keyboard.press('Enter');
  await page.locator('h1').waitFor();
}

/** Three phones side by side: what they show is put onto one page. */
async function sideBySide(name: string, phones: readonly Page[]): Promise<void> {
  const shots = await Promise.all(phones.map((phone) => phone.screenshot({ animations: 'disabled' })));
  const page = await open({ viewport: { width: 1160, height: 792 } });
  const images = shots
    .map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}" width="360" height="740" alt="">`)
    .join('');
  await page.setContent(
    `<style>body{margin:0;padding:26px;display:flex;justify-content:space-between;background:#e9e5dc}img{border-radius:14px;box-shadow:0 1px 10px #0003}</style>${images}`,
  );
  await keep(name, page);
}

/** A conversation up to the question `until`, on a phone. */
async function talk(lang: string, words: readonly Words[]): Promise<Page> {
  const family = new Family(running.url);
  await family.send({ locale: lang });
  for (const word of words) await family.send(word);
  return phoneOf(family, lang);
}

async function phoneOf(family: Family, lang: string): Promise<Page> {
  const page = await open({ ...PHONE, locale: lang });
  await page.context().addCookies([{ name: 'chat', value: family.token ?? '', url: running.url, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto(running.url);
  await page.waitForSelector('#log');
  return page;
}

async function written(id: string, at: string): Promise<Family> {
  const persona = personas.find((one) => one.id === id);
  if (!persona) throw new Error(`no persona ${id}`);
  await running.setClock(at);
  const family = new Family(running.url);
  await play(family, persona);
  return family;
}

try {
  mkdirSync(IMAGES, { recursive: true });
  const families = new Map<string, Family>();
  for (const [id, at] of WRITTEN) families.set(id, await written(id, at));
  await running.setClock(PRESENT);
  const desk = await Desk.signIn(running, 'sena@demo.example');
  await until('every referral at a case manager', async () => {
    const { items } = await desk.queue();
    return items.length >= WRITTEN.length - 1 && items.every((row) => row.status !== 'submitted');
  });

  // The family's page.
  const yes = { choice: 'yes' };
  const no = { choice: 'no' };
  await sideBySide('chat', [
    await talk('ko', [no, yes, { choice: 'pregnant' }, { text: '내년 3월 초요' }]),
    await talk('vi', [no, yes]),
    await talk('zh-CN', [
      no,
      yes,
      { choice: 'mother' },
      { text: '2026年7月15日' },
      { text: '足月' },
      { text: '南洞区' },
      { choice: '25_up' },
      { choice: 'with_partner' },
    ]),
  ]);
  const welcome = await open({ ...PHONE, locale: 'en' });
  await welcome.goto(running.url);
  const danger = await talk('en', [{ text: 'my husband is hitting me right now' }]);
  const quiet = await phoneOf(families.get('P02') ?? new Family(''), 'vi');
  await sideBySide('chat-more', [welcome, danger, quiet]);

  // The case manager's console.
  const manager = await open(DESK);
  await signIn(manager, 'sena@demo.example');
  await manager.locator('[data-referral]').first().waitFor();
  await keep('alert', manager, { height: 420 });
  for (const alert of await desk.alerts()) if (alert.acknowledgedAt === null) await desk.post(`/api/alerts/${alert.id}/acknowledge`, {});
  await manager.getByRole('region', { name: '응급 알림' }).locator('li').first().waitFor({ state: 'detached' });
  await keep('queue', manager);

  const vietnamese = (await desk.queue()).items.find((row) => row.lang === 'vi');
  if (!vietnamese) throw new Error('no referral in Vietnamese');
  await manager.goto(`${running.url}/console/referrals/${vietnamese.id}`);
  await manager.locator('[aria-keyshortcuts="a"]').waitFor();
  await keep('referral', manager);
  await manager.getByRole('button', { name: '답 바꿔 보기' }).click();
  await manager.getByLabel('함께 지내는 사람', { exact: true }).selectOption('no_home');
  await manager.getByRole('button', { name: '무엇이 정해질지 보기' }).click();
  await manager.locator('section section').first().waitFor();
  await manager
    .locator('section section')
    .first()
    .evaluate((columns) => columns.scrollIntoView({ block: 'end' }));
  await keep('what-if', manager);
  const english = await open({ ...DESK, locale: 'en', colorScheme: 'dark' });
  await english.goto(`${running.url}/console/`);
  await english.locator('input[name="email"]').waitFor();
  await keep('sign-in', english);
  await english.evaluate(() => localStorage.setItem('firststep-language', 'en'));
  await signIn(english, 'sena@demo.example');
  await english.locator('[data-referral]').first().waitFor();
  await english.goto(`${running.url}/console/referrals/${vietnamese.id}`);
  await english.locator('[aria-keyshortcuts="a"]').waitFor();
  await keep('referral-dark', english);
  await english.goto(`${running.url}/console/nowhere`);
  await english.locator('h1').waitFor();
  await keep('nowhere', english);
  await manager.locator('body').press('a');
  await manager.locator('[aria-keyshortcuts="b"]').click();
  await manager.getByRole('radio', { name: /응우옌 란/ }).check();
  await manager.fill('input[name="date"]', '2026-10-06');
  await manager.selectOption('select[name="time"]', '14:00');
  // The word of thanks for the acceptance would lie over the form.
  await manager.getByRole('alert').getByRole('button').click();
  await manager.getByRole('alert').waitFor({ state: 'detached' });
  await keep('booking', manager);
  await manager.locator('form button[type="submit"]').click();
  await manager.locator('[aria-keyshortcuts="b"]').waitFor();

  const saver = await open({ ...PHONE, viewport: { width: 390, height: 780 } });
  await signIn(saver, 'lan@demo.example');
  await saver.getByText(vietnamese.code).first().waitFor();
  await keep('my-visits', saver);
} finally {
  await Promise.all(tabs.map((tab) => tab.close()));
  await running.stop();
  await home.remove();
}
