import { fromNodeHeaders } from 'better-auth/node';
import { json, type Request, type Response as Answer, Router } from 'express';
import { z } from 'zod';
import type { Log } from '../platform/log.ts';
import { notFound, parsed, ProblemError } from '../platform/problem.ts';
import type { Audit } from './audit.store.ts';
import type { Auth } from './auth.ts';
import type { StaffDirectory } from './staff.ts';
import type { Sessions } from './sessions.ts';
import type { SignInTries } from './sign-in-tries.store.ts';

/** Body of `POST /api/auth/sign-in/email`. */
export const SignIn = z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(200) });
const Nothing = z.strictObject({}).optional();

export interface SignInDeps {
  readonly auth: Auth;
  readonly directory: StaffDirectory;
  readonly sessions: Sessions;
  readonly tries: SignInTries;
  readonly audit: Audit;
  readonly log: Log;
}

const wrong = (): ProblemError =>
  new ProblemError({ status: 401, slug: 'wrong-sign-in', title: 'E-mail or password is not right', kept: 'nothing was changed' });

const tooSoon = (seconds: number): ProblemError =>
  new ProblemError({
    status: 429,
    slug: 'too-many-requests',
    title: 'Too many tries; please wait',
    detail: `Try again in ${seconds} seconds.`,
    kept: 'nothing was changed',
    headers: { 'retry-after': String(seconds) },
  });

/** Headers as better-auth takes them; a body of ours is a new one, so its length and type are not passed on. */
function headersOf(request: Request): Headers {
  const headers = fromNodeHeaders(request.headers);
  for (const name of ['content-length', 'content-type', 'transfer-encoding']) headers.delete(name);
  return headers;
}

function passCookies(from: Headers, response: Answer): void {
  for (const cookie of from.getSetCookie()) response.append('set-cookie', cookie);
  response.setHeader('cache-control', 'no-store');
}

/** `/api/auth/…`: sign in and out. Everything else that better-auth could do there is not reachable, sign-up least of all. */
export function signInRoutes({ auth, directory, sessions, tries, audit, log }: SignInDeps): Router {
  const router = Router();
  router.use('/api/auth', json({ limit: '4kb' }));

  router.post('/api/auth/sign-in/email', async (request, response) => {
    const { email, password } = parsed(SignIn, request.body);
    const account = email.toLowerCase();
    const address = request.ip ?? 'unknown';
    const wait = await tries.begin(account, address);
    if (wait > 0) throw tooSoon(wait);
    const answer = await auth.api.signInEmail({ body: { email: account, password }, headers: headersOf(request), asResponse: true });
    if (!answer.ok) {
      if (answer.status >= 500) throw new Error(`sign-in answered ${answer.status}`);
      log.warn('sign_in_refused', { status: answer.status });
      throw wrong();
    }
    const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(await answer.json());
    const member = await directory.byId(user.id);
    if (!member?.active) throw wrong();
    await tries.forgive(account, address);
    await audit.append({ who: member.id, action: 'signed_in', subject: 'staff', subjectId: member.id });
    passCookies(answer.headers, response);
    response.json({ ok: true });
  });

  router.post('/api/auth/sign-out', async (request, response) => {
    parsed(Nothing, request.body);
    const signed = await sessions.read(request.headers);
    const answer = await auth.api.signOut({ headers: headersOf(request), asResponse: true });
    if (signed) await audit.append({ who: signed.staff.id, action: 'signed_out', subject: 'staff', subjectId: signed.staff.id });
    passCookies(answer.headers, response);
    response.json({ ok: true });
  });

  router.all('/api/auth/{*any}', () => {
    throw notFound('This address');
  });
  return router;
}
