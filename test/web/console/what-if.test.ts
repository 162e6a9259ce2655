import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../../browser.ts';
import { type BuiltConsole, buildConsole } from './build.ts';
import { type FixtureServer, serveConsole } from './fixture-server.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const VIEWS = [
  { lang: 'en', theme: 'light', width: 1280, open: 'Try other answers', go: 'See what would be decided', home: 'Lives with' },
  { lang: 'ko', theme: 'dark', width: 360, open: '답 바꿔 보기', go: '무엇이 정해질지 보기', home: '함께 지내는 사람' },
] as const;

let built: BuiltConsole;
beforeAll(async () => {
  built = await buildConsole();
});
afterAll(() => built.remove());

describe.each(VIEWS)('other answers in $lang, $theme, $width px', ({ lang, theme, width, open, go, home }) => {
  let browser: TestBrowser;
  let server: FixtureServer;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser({ viewport: { width, height: 844 }, colorScheme: theme, reducedMotion: 'reduce' });
    await browser.context.addInitScript(`localStorage.setItem('firststep-language', '${lang}')`);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    server = await serveConsole(built.folder);
    server.state.signedIn = true;
    page = await browser.context.newPage();
    await page.goto(`${server.url}/console/referrals/r-urgent`);
  });
  afterEach(async () => {
    await page.close();
    await server.close();
  });
  const asked = () => server.state.posts.filter(({ path }) => path.endsWith('/what-if')).map(({ body }) => body);

  test('are tried with controls of their kind, sent when asked for, and compared; axe finds nothing', async () => {
    expect(asked()).toEqual([]);
    await page.getByRole('button', { name: open }).click();
    const form = page.locator('form', { has: page.getByRole('button', { name: go }) });
    await form.waitFor();
    expect(await form.locator('input[type="date"]').inputValue()).toBe('2026-12-18');
    expect(await form.locator('fieldset input:checked').count()).toBe(2);
    // What is masked is not offered.
    expect(await form.locator('legend').allTextContents()).toHaveLength(3);

    await form.getByLabel(home, { exact: true }).selectOption('no_home');
    await page.getByRole('button', { name: go }).focus();
    await page.keyboard.press('Enter');
    await page.locator('h4').last().waitFor();
    expect(asked()).toEqual([{ answers: {} }, { answers: { household: 'no_home' } }]);
    const columns = page.locator('section section');
    expect(await columns.count()).toBe(3);
    expect(await columns.last().textContent()).toContain('T15');
    expect(await columns.last().locator('s').count()).toBe(1);

    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  });

  test('a referral prints on two pages without the shell and without this form', async () => {
    await page.getByRole('button', { name: open }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: open }).isVisible()).toBe(false);
    expect(await page.locator('header').first().isVisible()).toBe(false);
    expect(await page.locator('a[href="#main"]').isVisible()).toBe(false);
    const paper = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect([...paper.matchAll(/\/Type\s*\/Page\b(?!s)/g)].length).toBeLessThanOrEqual(2);
  });
});
