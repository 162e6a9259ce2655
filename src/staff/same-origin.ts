import type { Request, RequestHandler } from 'express';
import { forbidden } from '../platform/problem.ts';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a browser says that another site sent this. Programs that are no browser say nothing, and carry no one's cookie. */
export function isForeign({
  origin,
  site,
  host,
}: {
  readonly origin: string | undefined;
  readonly site: string | undefined;
  readonly host: string | undefined;
}): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true; // `null` among them
  // The host alone: behind a proxy that ends TLS the scheme is another one here.
  return new URL(origin).host !== host;
}

export const fromForeign = (request: Request): boolean =>
  isForeign({ origin: request.get('origin'), site: request.get('sec-fetch-site'), host: request.get('host') });

/** Refuses every request of another site that could change something. */
export const sameOrigin: RequestHandler = (request, _response, next) => {
  if (!SAFE_METHODS.includes(request.method) && fromForeign(request)) throw forbidden('This request came from another site');
  next();
};
