import type { Request } from 'express';
import { forbidden, ProblemError } from '../../platform/problem.ts';
import { readCookie } from './cookies.ts';
import type { ChatIdentities } from './ports.ts';
import { isForeign } from './same-site.ts';

/** Who sends a request, as far as the request itself says. */
export interface Caller {
  /** Null: nobody known yet. */
  readonly conversation: string | null;
  /** A form, our script, or whoever holds the cookie: gets the token as cookie only. */
  readonly isPage: boolean;
}

const unknownToken = (): ProblemError =>
  new ProblemError({
    status: 401,
    slug: 'unknown-token',
    title: 'This token opens no conversation',
    kept: 'nothing was changed',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

/** @throws ProblemError 401 for a request that needs a conversation and names none. */
export function known(caller: Caller): string {
  if (caller.conversation === null) throw unknownToken();
  return caller.conversation;
}

/** Whether another site made the browser send this. */
export function isFromElsewhere(request: Request): boolean {
  const { origin, 'sec-fetch-site': fetchSite } = request.headers;
  return isForeign({ origin, fetchSite: Array.isArray(fetchSite) ? fetchSite[0] : fetchSite, host: request.host });
}

/**
 * Reads token and origin. A wrong bearer token is refused; a wrong cookie is nobody, and the page begins anew.
 *
 * @throws ProblemError 401 or 403
 */
export function callerOf(
  request: Request,
  options: { identities: ChatIdentities; secure: boolean; isForm?: boolean; allowForeign?: boolean },
): Caller {
  const { identities, secure, isForm = false, allowForeign = false } = options;
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer ([\w.~+/=-]{1,300})$/i.exec(authorization) ?? [];
    const conversation = token === undefined ? null : identities.ofToken(token);
    if (conversation === null) throw unknownToken();
    return { conversation, isPage: false };
  }
  const token = readCookie(cookie, 'chat', secure);
  const isPage = isForm || token !== null || request.headers['x-firststep-page'] !== undefined;
  if (isPage && !allowForeign && isFromElsewhere(request)) throw forbidden('This was sent from another site');
  return { conversation: token === null ? null : identities.ofToken(token), isPage };
}
