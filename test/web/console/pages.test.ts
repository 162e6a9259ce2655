import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../../browser.ts';
import { type BuiltConsole, buildConsole } from './build.ts';
import { type FixtureServer, serveConsole } from './fixture-server.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every page with a state that is worth a look: its address, and what shows that it is there. */
const PAGES = [
  { name: 'sign-in', path: '/sign-in', shown: 'form', signedIn: false },
  { name: 'queue', path: '/referrals', shown: '[data-referral]' },
  { name: 'queue, filtered to nothing', path: '/referrals?level=information_only', shown: 'h1' },
  { name: 'referral, emergency in quiet mode', path: '/referrals/r-emergency', shown: 'h1 ~ span' },
  { name: 'referral, urgent with notes and masked answers', path: '/referrals/r-urgent', shown: 'dl dt' },
  { name: 'referral, accepted with visits and messages', path: '/referrals/r-accepted', shown: 'table' },
  { name: 'referral, erased', path: '/referrals/r-withdrawn', shown: 'p[role="note"]' },
  { name: 'referral that is not there', path: '/referrals/nobody', shown: '[role="alert"]' },
  { name: 'booking', path: '/referrals/r-accepted/visits/new', shown: 'form' },
  { name: 'booking before the yes', path: '/referrals/r-urgent/visits/new', shown: 'h2' },
  { name: "a saver's visits", path: '/my-visits', shown: 'article, li h3, main section', role: 'saver' },
  { name: 'no such page', path: '/nowhere', shown: 'h1' },
] as const;

const VIEWS = [
  { lang: 'ko', theme: 'light', width: 1280 },
  { lang: 'en', theme: 'dark', width: 1280 },
  { lang: 'ko', theme: 'dark', width: 390 },
  { lang: 'en', theme: 'light', width: 390 },
] as const;

let built: BuiltConsole;
let server: FixtureServer;
beforeAll(async () => {
  built = await buildConsole();
});
afterAll(() => built.remove());

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

describe.each(VIEWS)('every page in $lang, $theme, $width px', ({ lang, theme, width }) => {
  let browser: TestBrowser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser({ viewport: { width, height: 844 }, colorScheme: theme, reducedMotion: 'reduce' });
    await browser.context.addInitScript(`localStorage.setItem('firststep-language', '${lang}')`);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    server = await serveConsole(built.folder);
    page = await browser.context.newPage();
    complaints.length = 0;
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // The browser itself notes each answer of 4xx; these pages ask for some on purpose.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    await server.close();
  });

  test.each(PAGES)('$name', async (one) => {
    server.state.signedIn = !('signedIn' in one);
    if ('role' in one) server.state.role = one.role;
    await page.goto(`${server.url}/console${one.path}`);
    await page.locator(one.shown).first().waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  const looksGood = async (): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  };

  test('the views of the queue, and how one is kept', async () => {
    server.state.signedIn = true;
    await page.goto(`${server.url}/console/referrals`);
    await page.locator('[aria-haspopup="menu"]').last().click();
    await page.getByRole('menu').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('menuitem').first().click();
    await looksGood();
  });

  test('putting off', async () => {
    server.state.signedIn = true;
    await page.goto(`${server.url}/console/referrals/r-urgent`);
    await page.locator('[aria-keyshortcuts="s"]').click();
    await looksGood();
  });

  test('the dialogs', async () => {
    server.state.signedIn = true;
    await page.goto(`${server.url}/console/referrals/r-urgent`);
    await page.locator('[aria-keyshortcuts="d"]').click();
    await looksGood();
    await page.keyboard.press('?');
    await looksGood();
    await page.goto(`${server.url}/console/referrals/r-accepted`);
    for (const name of lang === 'ko' ? [/시간 바꾸기$/, /방문 취소$/] : [/^Change the time of/, /^Cancel the visit/]) {
      await page.getByRole('button', { name }).click();
      await looksGood();
    }
  });
});
