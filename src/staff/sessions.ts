import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { RequestHandler, Response } from 'express';
import type { StaffRole } from '../contract/staff.ts';
import { forbidden, ProblemError } from '../platform/problem.ts';
import type { Auth } from './auth.ts';
import type { StaffDirectory, StaffMember } from './staff.ts';

/** However busy it is kept, a session ends this long after the sign-in. */
const LONGEST_MS = 12 * 3_600_000;

const notSignedIn = (): ProblemError =>
  new ProblemError({ status: 401, slug: 'signed-out', title: 'Please sign in', kept: 'nothing was changed' });

export interface Signed {
  readonly staff: StaffMember;
  /** Cookies that renew the session, for the answer. */
  readonly cookies: readonly string[];
}

/** The member who is signed in on a route behind `signedIn`. */
export function staffOf(response: Response): StaffMember {
  const staff: unknown = response.locals['staff'];
  if (!staff) throw new Error('this route is not behind signedIn()');
  return staff as StaffMember;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(auth: Auth, directory: StaffDirectory) {
  /** Who these headers belong to, or null. An account that was switched off belongs to nobody. Counts as use of the session if `renew`. */
  const read = async (headers: IncomingHttpHeaders, { renew = true }: { readonly renew?: boolean } = {}): Promise<Signed | null> => {
    if (!headers.cookie) return null;
    const { response: found, headers: answer } = await auth.api.getSession({
      headers: fromNodeHeaders(headers),
      query: { disableRefresh: !renew },
      returnHeaders: true,
    });
    if (!found || Date.now() - new Date(found.session.createdAt).getTime() > LONGEST_MS) return null;
    const staff = await directory.byId(found.user.id);
    return staff?.active ? { staff, cookies: answer.getSetCookie() } : null;
  };

  return {
    read,

    /** Lets members in, as `staffOf(response)`; 401 else. Nothing behind it is kept by a cache. */
    signedIn(): RequestHandler {
      return async (request, response, next) => {
        const signed = await read(request.headers);
        if (!signed) throw notSignedIn();
        for (const cookie of signed.cookies) response.append('set-cookie', cookie);
        response.setHeader('cache-control', 'no-store');
        response.locals['staff'] = signed.staff;
        next();
      };
    },

    /** Lets members of these roles in; 403 else. Behind `signedIn`. */
    requireRole(...roles: readonly StaffRole[]): RequestHandler {
      return (_request, response, next) => {
        if (!roles.includes(staffOf(response).role)) throw forbidden('Your role may not do this');
        next();
      };
    },
  };
}
