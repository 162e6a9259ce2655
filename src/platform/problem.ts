import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { z } from 'zod';
import type { Log } from './log.ts';

export interface ProblemFields {
  readonly status: number;
  /** Stable slug; the document's `type` is `/problems/<slug>`. */
  readonly slug: string;
  readonly title: string;
  readonly detail?: string;
  /** What was kept of what the sender gave us. */
  readonly kept?: string;
  /** Said to a person together with the problem, such as numbers that help. */
  readonly messages?: readonly {
    readonly text: string;
    readonly numbers?: readonly { readonly number: string; readonly label: string }[];
  }[];
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** Of a conflict: the record as it is now, beside what the sender wanted. Only what the sender may read. */
  readonly current?: unknown;
  readonly sent?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A fault of the caller, or a state that the caller can do something about. Mapped to HTTP in one place, below. */
export class ProblemError extends Error {
  readonly fields: ProblemFields;

  constructor(fields: ProblemFields, options?: { cause?: unknown }) {
    super(fields.title, options);
    this.name = 'ProblemError';
    this.fields = fields;
  }
}

export const notFound = (what: string): ProblemError =>
  new ProblemError({ status: 404, slug: 'not-found', title: `${what} was not found`, kept: 'nothing was changed' });

export const forbidden = (why: string): ProblemError =>
  new ProblemError({ status: 403, slug: 'forbidden', title: why, kept: 'nothing was changed' });

export const conflict = (title: string, detail?: string, versions?: Pick<ProblemFields, 'current' | 'sent'>): ProblemError =>
  new ProblemError({ status: 409, slug: 'conflict', title, kept: 'nothing was changed', ...(detail ? { detail } : {}), ...versions });

/** Parses with a strict schema; a bad value becomes a 400 problem that names each path. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ProblemError({
    status: 400,
    slug: 'invalid-request',
    title: 'The request does not have the expected form',
    kept: 'nothing was changed',
    errors: result.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })),
  });
}

/** `body-parser` and router errors that are the caller's fault, by their `type` or status. */
function fromLibrary(error: unknown): ProblemFields | null {
  if (typeof error !== 'object' || error === null) return null;
  const { type, status, statusCode } = error as { type?: unknown; status?: unknown; statusCode?: unknown };
  if (type === 'entity.too.large') {
    return { status: 413, slug: 'too-large', title: 'The request is too large', kept: 'nothing was changed' };
  }
  const code = typeof status === 'number' ? status : typeof statusCode === 'number' ? statusCode : 0;
  if (code >= 400 && code < 500) {
    return { status: code, slug: 'bad-request', title: 'The request could not be read', kept: 'nothing was changed' };
  }
  if (error instanceof URIError) return { status: 400, slug: 'bad-request', title: 'The address could not be read' };
  return null;
}

/** The one mapper from errors to RFC 9457 documents. Never sends an inner message of an unexpected error. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = error instanceof ProblemError ? error.fields : fromLibrary(error);
    const fields: ProblemFields = known ?? {
      status: 500,
      slug: 'unexpected',
      title: 'Something went wrong on our side',
      detail: 'Please send it again. If it was urgent: 119 or 112.',
    };
    if (!known) log.error('http_unexpected', { method: request.method, route: request.path, error });
    const { slug, headers, ...shown } = fields;
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    response
      .status(fields.status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: `/problems/${slug}`, ...shown }));
  };
}

export const unknownRoute: RequestHandler = (_request, _response, next) => next(notFound('This address'));
