import { json, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { AcceptReferral, DeclineReferral } from '../contract/referrals.ts';
import type { Clock } from '../platform/clock.ts';
import { notFound, parsed, ProblemError } from '../platform/problem.ts';
import { staffOf } from '../staff/index.ts';
import type { Alerts } from './alerts.service.ts';
import type { Decisions } from './decisions.service.ts';
import type { Reading } from './reading.service.ts';
import type { Cursor } from './referrals.store.ts';

const QueueQuery = z.strictObject({ status: z.enum(['open', 'all']).default('open'), cursor: z.string().max(300).optional() });
const Nothing = z.strictObject({}).optional();
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const CursorText = z.tuple([z.number().int().min(0).max(2), z.number().int().min(0).max(8.64e15), Id]);

const cursorText = ({ rank, dueAt, id }: Cursor): string => Buffer.from(JSON.stringify([rank, dueAt.getTime(), id])).toString('base64url');

function readCursor(text: string): Cursor {
  try {
    const [rank, dueAt, id] = CursorText.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { rank, dueAt: new Date(dueAt), id };
  } catch (cause) {
    throw new ProblemError(
      { status: 400, slug: 'invalid-request', title: 'This page of the list does not exist', kept: 'nothing was changed' },
      { cause },
    );
  }
}

/** An id of ours from the address; anything else was never given out. */
function idOf(value: unknown, what: string): string {
  const id = Id.safeParse(value);
  if (!id.success) throw notFound(what);
  return id.data;
}

/** `/api/referrals` and `/api/alerts`, as in `contract/referrals.ts`. */
export function referralRoutes(deps: {
  readonly reading: Reading;
  readonly decisions: Decisions;
  readonly alerts: Pick<Alerts, 'acknowledge'>;
  readonly signedIn: () => RequestHandler;
  readonly clock: Clock;
}): Router {
  const { reading, decisions, alerts, signedIn, clock } = deps;
  const router = Router();
  const body = json({ limit: '16kb' });
  const staff = signedIn();

  router.get('/api/referrals', staff, async (request, response) => {
    const { status, cursor } = parsed(QueueQuery, request.query);
    const { items, next } = await reading.queue(staffOf(response), {
      open: status === 'open',
      after: cursor === undefined ? null : readCursor(cursor),
    });
    response.json({ items, next: next && cursorText(next), now: clock.now().toISOString() });
  });
  router.get('/api/referrals/:id', staff, async (request, response) => {
    response.json(await reading.referral(staffOf(response), idOf(request.params['id'], 'This referral')));
  });
  router.post('/api/referrals/:id/accept', staff, body, async (request, response) => {
    const id = idOf(request.params['id'], 'This referral');
    const { version } = parsed(AcceptReferral, request.body);
    response.json(await decisions.accept(staffOf(response), id, version));
  });
  router.post('/api/referrals/:id/decline', staff, body, async (request, response) => {
    const id = idOf(request.params['id'], 'This referral');
    response.json(await decisions.decline(staffOf(response), id, parsed(DeclineReferral, request.body)));
  });
  router.get('/api/alerts', staff, async (_request, response) => {
    response.json({ items: await reading.alerts(staffOf(response)) });
  });
  router.post('/api/alerts/:id/acknowledge', staff, body, async (request, response) => {
    parsed(Nothing, request.body);
    await alerts.acknowledge(staffOf(response), idOf(request.params['id'], 'This alert'));
    response.json({ ok: true });
  });
  return router;
}
