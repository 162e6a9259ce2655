import type { RequestHandler } from 'express';
import { ProblemError } from './problem.ts';

/** Refuses a body that is no JSON: read by no parser, it would count as none, and a form on another site can send it. */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  // null: there is no body.
  if (request.is('json') !== false) return next();
  next(new ProblemError({ status: 415, slug: 'unsupported-media-type', title: 'Send JSON', kept: 'nothing was changed' }));
};
