import type { ErrorRequestHandler } from 'express';
import { ProblemError } from '../../platform/problem.ts';
import { renderWords } from '../../web/chat/page.ts';
import { wantsHtml } from './request-body.ts';
import { sendPage } from './respond.ts';
import type { Site } from './site.ts';
import { WEBCHAT } from './webchat.channel.ts';

const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(
    {
      status: 503,
      slug: 'unavailable',
      title: 'This cannot be shown right now',
      detail: 'Please try again in a moment. If it is urgent: 119 or 112.',
      kept: 'everything that was acknowledged',
      headers: { 'Retry-After': '2' },
    },
    { cause },
  );

/** Faults of the caller that a library found: it names a status of its own. */
const statusOf = (error: unknown): number => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 503;
};

/** Trouble on the page's addresses: people get a page with the numbers that help, programs a problem document. */
export function pageTrouble(site: Site): ErrorRequestHandler {
  return async (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error instanceof ProblemError ? error.fields.status : statusOf(error);
    if (status === 503 && !(error instanceof ProblemError))
      site.deps.log.error('page_failed', { channel: WEBCHAT, route: request.path, error });
    if (!wantsHtml(request)) return next(status === 503 && !(error instanceof ProblemError) ? unavailable(error) : error);
    const page = site.frame(request);
    const text = status >= 500 || status === 403 ? page.words.trouble : page.words.unreadable;
    return sendPage(request, response, renderWords(page, { notice: { kind: 'trouble', text }, next: page.words.go_on }), status);
  };
}
