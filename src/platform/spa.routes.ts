import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router, static as serveStatic } from 'express';
import { ProblemError } from './problem.ts';

/** Stands in the built page where the nonce of the answer goes: style elements of the page's library bear it. */
const NONCE = '__NONCE__';

/**
 * A single-page application from its built folder: files as they are, every other address the page itself.
 *
 * @param folder Folder of the build; a missing one is a clear problem, not a blank page.
 */
export function spaRoutes(folder: string): Router {
  const router = Router();
  const page = join(folder, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : null;
  router.use('/assets', serveStatic(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false, fallthrough: false }));
  router.use(serveStatic(folder, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (_request, response) => {
    if (html === null) {
      throw new ProblemError({ status: 503, slug: 'not-built', title: 'This page was not built', detail: 'Run: npm run build' });
    }
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html.replaceAll(NONCE, String(response.locals['nonce'])));
  });
  return router;
}
