import { json, type Request, Router } from 'express';
import { z } from 'zod';
import { BookVisit, CancelVisit, MoveVisit } from '../contract/visits.ts';
import { forbidden, notFound, parsed } from '../platform/problem.ts';
import { mayDo, staffOf } from '../staff/index.ts';
import type { createBookVisit } from './book-visit.service.ts';
import type { createChangeVisit } from './change-visit.service.ts';
import type { VisitsDeps } from './ports.ts';
import type { VisitViews } from './visit-views.service.ts';

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);
const body = json({ limit: '10kb' });

/** The id in the address; one that no record can have is not found. */
function idOf(request: Request, what: string): string {
  const id = Id.safeParse(request.params['id']);
  if (!id.success) throw notFound(what);
  return id.data;
}

type Deps = Pick<VisitsDeps, 'signedIn'> & {
  readonly book: ReturnType<typeof createBookVisit>;
  readonly change: ReturnType<typeof createChangeVisit>;
  readonly views: VisitViews;
};

/** Booking, moving and cancelling visits, and a saver's own days. */
export function visitRoutes({ signedIn, book, change, views }: Deps): Router {
  const router = Router();
  router.post('/api/referrals/:id/visits', signedIn(), body, async (request, response) => {
    const visit = await book(staffOf(response), idOf(request, 'This referral'), parsed(BookVisit, request.body));
    response.status(201).json(await views.one(visit));
  });
  router.post('/api/visits/:id/move', signedIn(), body, async (request, response) => {
    const visit = await change.move(staffOf(response), idOf(request, 'This visit'), parsed(MoveVisit, request.body));
    response.json(await views.one(visit));
  });
  router.post('/api/visits/:id/cancel', signedIn(), body, async (request, response) => {
    const visit = await change.cancel(staffOf(response), idOf(request, 'This visit'), parsed(CancelVisit, request.body));
    response.json(await views.one(visit));
  });
  router.get('/api/visits/mine', signedIn(), async (_request, response) => {
    const staff = staffOf(response);
    if (!mayDo(staff, 'visit.read', { organisationId: staff.organisationId, saverId: staff.id }))
      throw forbidden('Your role has no visits');
    response.json({ items: await views.mine(staff) });
  });
  return router;
}
