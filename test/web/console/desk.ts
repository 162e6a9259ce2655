import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../../browser.ts';
import { type BuiltConsole, buildConsole } from './build.ts';
import { type FixtureServer, serveConsole } from './fixture-server.ts';

/** The browser, server and page of the present test: what imports these sees them as they are now. */
export let browser: TestBrowser;
export let server: FixtureServer;
export let page: Page;

/** Gives each test of the file that calls this a fresh page of the built console, in English. */
export function forEachTest(): void {
  let built: BuiltConsole;
  beforeAll(async () => {
    built = await buildConsole();
  });
  afterAll(() => built.remove());
  beforeEach(async () => {
    server = await serveConsole(built.folder);
    browser = await launchBrowser({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await browser.context.addInitScript("localStorage.setItem('firststep-language', 'en')");
    page = await browser.context.newPage();
  });
  afterEach(async () => {
    await browser.close();
    await server.close();
  });
}

/** Opens a page of the console, signed in. */
export async function open(path: string): Promise<void> {
  server.state.signedIn = true;
  await page.goto(`${server.url}/console${path}`);
  await page.locator('h1').waitFor();
}

/** What was sent to this address of the API so far. */
export const posted = (path: string): unknown[] => server.state.posts.filter((post) => post.path === path).map((post) => post.body);
export const toast = (text: string | RegExp) => page.locator('.mantine-Notification-root', { hasText: text });

/** A referral as the server has it. */
export function referral(id: string): FixtureServer['state']['referrals'][number] {
  const found = server.state.referrals.find((one) => one.id === id);
  if (!found) throw new Error(`no referral ${id}`);
  return found;
}
