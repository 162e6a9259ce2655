import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium } from '../scripts/chromium.mjs';

export interface TestBrowser {
  /** A browser window with its own new profile: nothing is left over from an earlier test. */
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium with a new profile.
 *
 * @param options Such as `{ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: 'vi' }`.
 */
export async function launchBrowser(options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium was found: run the tests by npm test, or set CHROMIUM_PATH');
  const profile = await mkdtemp(join(tmpdir(), 'firststep-browser-'));
  const context = await chromium.launchPersistentContext(profile, { ...options, executablePath, headless: true, args: FLAGS });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
