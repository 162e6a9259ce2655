import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../browser.ts';

/** Where a family lands that leaves in a hurry: another site, answered here by an empty page. */
export const NEUTRAL = 'https://www.weather.go.kr/';

/** How long anything on a page may take. */
const PATIENCE_MS = 30_000;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A browser of its own that looks at one First Step, and notes what should not happen. */
export interface Tab {
  readonly page: Page;
  /** For a page without scripts, which axe cannot look at: one that shows the same markup where axe's own can run. */
  readonly twin: Page | null;
  /** Requests to other sites, errors of scripts and of the console, breaches of the content policy. */
  readonly troubles: string[];
  close(): Promise<void>;
}

/**
 * Opens a browser with a new profile.
 *
 * @param url Address of the server; every request that leads elsewhere is noted and not let through.
 */
export async function openTab(url: string, options: BrowserContextOptions): Promise<Tab> {
  const { context, close } = await launchBrowser({ reducedMotion: 'reduce', timezoneId: 'Asia/Seoul', ...options });
  const second =
    options.javaScriptEnabled === false ? await launchBrowser({ reducedMotion: 'reduce', ...options, javaScriptEnabled: true }) : null;
  const troubles: string[] = [];
  await context.route(
    ({ href }) => !href.startsWith(`${url}/`),
    (route) => {
      const to = route.request().url();
      if (to === NEUTRAL) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>.</title>' });
      troubles.push(`request to ${to}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} of ${response.url()}`);
  });
  page.on('console', (message) => {
    // The browser itself notes each answer of 4xx, such as the question whether somebody is signed in.
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text());
  });
  return {
    page,
    twin: (await second?.context.newPage()) ?? null,
    troubles,
    async close() {
      await Promise.all([close(), second?.close()]);
    },
  };
}

/** What axe finds on the page in light and in dark, and whether it scrolls sideways. Empty when all is well. */
export async function faultsOf({ page, twin }: Tab): Promise<string[]> {
  const looked = twin ?? page;
  if (twin) {
    const markup = (await page.content()).replaceAll(/<script\b.*?<\/script>/gs, '');
    await twin.unrouteAll();
    await twin.route('**/*', (route) =>
      route.request().isNavigationRequest() ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: markup }) : route.fallback(),
    );
    await twin.goto(page.url());
  }
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await looked.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page: looked }).withTags(RULES).analyze();
    faults.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${colorScheme} ${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
      ),
    );
  }
  const tooWide = await looked.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  return tooWide === 0 ? faults : [...faults, `scrolls sideways by ${String(tooWide)} px`];
}
