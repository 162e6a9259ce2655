import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const zip = promisify(gzip);

/** Sends a page, small: a slow network pays for each byte. */
export async function sendPage(request: Request, response: Response, page: string, status = 200): Promise<void> {
  response.status(status).setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Vary', 'Accept-Encoding, Accept-Language, Cookie');
  if (!request.acceptsEncodings('gzip')) {
    response.end(page);
    return;
  }
  const zipped = await zip(page);
  response.setHeader('Content-Encoding', 'gzip').end(zipped);
}

/** Back to the page, at what was said last. A repeated look sends nothing again. */
export function backToPage(response: Response): void {
  response.status(303).setHeader('Location', '/#here').end();
}
