import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { launchBrowser } from './browser.ts';

test('a page opens in a browser of its own', async () => {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<h1>First Step</h1>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser({ viewport: { width: 360, height: 740 } });
  try {
    const page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.textContent('h1')).toBe('First Step');
    expect(page.viewportSize()).toEqual({ width: 360, height: 740 });
  } finally {
    await browser.close();
    server.close();
  }
});
