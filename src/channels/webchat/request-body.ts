import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler } from 'express';
import { ProblemError } from '../../platform/problem.ts';
import { readForm } from './form-body.ts';

/** The longest text that the contract allows, escaped, with room for the rest. */
const MAX_BODY = '256kb';

export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: ReadonlyMap<string, readonly string[]> };

const refused = (status: number, slug: string, title: string): ProblemError =>
  new ProblemError({ status, slug, title, kept: 'nothing was changed' });

/** Takes the bytes; too many of them become a 413. */
export const rawBody: RequestHandler = express.raw({ type: () => true, limit: MAX_BODY });

/**
 * Reads JSON or an urlencoded form, both strictly UTF-8.
 *
 * @throws ProblemError 400 or 415
 */
export function readBody(request: Request): ReadBody {
  const type = request.is(['json', 'urlencoded']);
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (!type || (charset !== undefined && !/^utf-?8$/i.test(charset))) {
    throw refused(415, 'unsupported-media-type', 'Send JSON or a form, in UTF-8');
  }
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes)) throw refused(400, 'bad-request', 'The request has no body');
  if (!isUtf8(bytes)) throw refused(400, 'bad-request', 'The request is not valid UTF-8');
  const text = bytes.toString('utf8');
  if (type === 'urlencoded') return { kind: 'form', fields: readForm(text) };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (cause) {
    throw new ProblemError(
      { status: 400, slug: 'bad-request', title: 'The request is not valid JSON', kept: 'nothing was changed' },
      { cause },
    );
  }
}

/** Whether the answer is for a person to look at. */
export const wantsHtml = (request: Request): boolean =>
  request.accepts(['application/problem+json', 'application/json', 'text/html']) === 'text/html';
