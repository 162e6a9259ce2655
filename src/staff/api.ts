import { createHash } from 'node:crypto';
import { json, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Idempotency } from '../platform/idempotency.ts';
import { notFound, parsed, ProblemError } from '../platform/problem.ts';
import type { Action } from './access.ts';
import { staffOf } from './sessions.ts';
import type { StaffMember } from './staff.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface ApiCall<Q, B> {
  readonly staff: StaffMember;
  /** The `:id` of the address; empty where there is none. */
  readonly id: string;
  readonly query: Q;
  readonly body: B;
}

interface Described {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As Express writes it; at most one parameter, `:id`. */
  readonly path: `/api/${string}`;
  /** Heading in the description of the API. */
  readonly tag: string;
  /** What it does, one sentence. */
  readonly does: string;
  /** What the member must be allowed to do; `signed_in` where everybody may (the service narrows it to what is theirs). */
  readonly access: Action | 'signed_in';
  /** What the `:id` names, as a 404 says it: "This referral". */
  readonly record?: string;
  readonly status?: 200 | 201;
  /** A POST that only reads: nothing is kept for a repeated key either. */
  readonly keepsNothing?: true;
}

/** One route of the API for staff: its form, who may, and what it does. The OpenAPI description is made of the same. */
export interface ApiRoute extends Described {
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  readonly examples?: { readonly body?: unknown; readonly answer?: unknown };
  run(call: ApiCall<never, never>): Promise<unknown>;
}

/** A route with its types held together: `run` gets what the schemas give, and answers what the contract says. */
export function apiRoute<A extends z.ZodType, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined>(
  route: Described & {
    readonly query?: Q;
    readonly body?: B;
    readonly answer: A;
    readonly examples?: { readonly body?: B extends z.ZodType ? z.input<B> : never; readonly answer?: z.input<A> };
    run(call: ApiCall<Parsed<Q>, Parsed<B>>): Promise<z.input<A>>;
  },
): ApiRoute {
  return route as unknown as ApiRoute;
}

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);
const Nothing = z.strictObject({}).optional();
const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,200}$/);
const Versioned = z.looseObject({ version: z.number().int() });

const badHeader = (name: string, message: string): ProblemError =>
  new ProblemError({
    status: 400,
    slug: 'invalid-request',
    title: `The header ${name} does not have the expected form`,
    detail: message,
    kept: 'nothing was changed',
  });

/** Strong, and changes with every byte; the version that it begins with is what `If-Match` is held against. */
const tagOf = (version: number, text: string): string =>
  `"v${version}.${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;

/** The version that `If-Match` names, or null where it is absent or `*`. */
function matchedVersion(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null;
  const version = /^\s*(?:W\/)?"v(\d{1,9})[."]/.exec(header)?.[1];
  if (version === undefined) throw badHeader('If-Match', 'It takes the ETag of the record as it was read.');
  return Number(version);
}

/** A body that leaves out `version` is about the one that `If-Match` names; two different ones are refused. */
function withVersion(body: unknown, version: number | null): unknown {
  if (version === null || (typeof body !== 'object' && body !== undefined) || body === null || Array.isArray(body)) return body;
  const own = (body as { version?: unknown } | undefined)?.version;
  if (own === undefined) return { ...body, version };
  if (own !== version) throw badHeader('If-Match', 'It names another version than the body.');
  return body;
}

/** Puts routes under a router, each behind the sign-in, with strict parsing, ETag, If-Match and Idempotency-Key. */
export function mountApi(
  routes: readonly ApiRoute[],
  { signedIn, idempotency }: { readonly signedIn: () => RequestHandler; readonly idempotency: Idempotency },
): Router {
  const router = Router();
  const staff = signedIn();
  const body = json({ limit: '32kb' });

  const callOf = (route: ApiRoute, request: Request, response: Response): ApiCall<unknown, unknown> => {
    const given = request.params['id'];
    const id = given === undefined ? { success: true as const, data: '' } : Id.safeParse(given);
    // An id of a form that was never given out names no record.
    if (!id.success) throw notFound(route.record ?? 'This');
    const writes = route.method !== 'get';
    const sent: unknown = writes ? withVersion(request.body, route.body ? matchedVersion(request.get('if-match')) : null) : undefined;
    return {
      staff: staffOf(response),
      id: id.data,
      query: route.query ? parsed(route.query, request.query) : undefined,
      body: writes ? parsed(route.body ?? Nothing, sent) : undefined,
    };
  };

  const send = (response: Response, status: number, answer: unknown): void => {
    const text = JSON.stringify(answer);
    const versioned = Versioned.safeParse(answer);
    if (versioned.success) response.setHeader('etag', tagOf(versioned.data.version, text));
    response.status(status).type('application/json').send(text);
  };

  for (const route of routes) {
    const status = route.status ?? 200;
    const run = async (call: ApiCall<unknown, unknown>) => ({ status, body: await route.run(call as ApiCall<never, never>) });
    const handle: RequestHandler = async (request, response) => {
      const call = callOf(route, request, response);
      const key = request.get('idempotency-key');
      if (route.method === 'get' || route.keepsNothing || key === undefined) {
        send(response, status, (await run(call)).body);
        return;
      }
      if (!IdempotencyKey.safeParse(key).success) throw badHeader('Idempotency-Key', 'It takes 8 to 200 visible ASCII characters.');
      const once = { sender: call.staff.id, key, request: [route.method, request.path, JSON.stringify(call.body ?? null)] };
      const done = await idempotency.once(once, () => run(call));
      if (done.again) response.setHeader('idempotent-replayed', 'true');
      send(response, done.status, done.body);
    };
    router[route.method](route.path, staff, ...(route.method === 'get' ? [] : [body]), handle);
  }
  return router;
}
