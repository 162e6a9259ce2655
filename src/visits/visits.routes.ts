import { z } from 'zod';
import { BookVisit, CancelVisit, MoveVisit, MyVisit, Visit } from '../contract/visits.ts';
import { forbidden } from '../platform/problem.ts';
import { type ApiRoute, apiRoute, mayDo } from '../staff/index.ts';
import type { createBookVisit } from './book-visit.service.ts';
import type { createChangeVisit } from './change-visit.service.ts';
import type { VisitViews } from './visit-views.service.ts';

interface Deps {
  readonly book: ReturnType<typeof createBookVisit>;
  readonly change: ReturnType<typeof createChangeVisit>;
  readonly views: VisitViews;
}

/** Booking, moving and cancelling visits, and a saver's own days. */
export function visitRoutes({ book, change, views }: Deps): readonly ApiRoute[] {
  return [
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/visits',
      tag: 'Visits',
      does: 'Books a visit (Seoul wall time); she is told in her chat.',
      access: 'visit.book',
      record: 'This referral',
      status: 201,
      body: BookVisit,
      answer: Visit,
      examples: { body: { saverId: 'saver-3', date: '2026-12-02', time: '14:00', place: 'home', minutes: 60 } },
      run: async ({ staff, id, body }) => views.one(await book(staff, id, body)),
    }),
    apiRoute({
      method: 'post',
      path: '/api/visits/:id/move',
      tag: 'Visits',
      does: 'Moves a visit; reminders of the old time are void.',
      access: 'visit.change',
      record: 'This visit',
      body: MoveVisit,
      answer: Visit,
      examples: { body: { version: 1, date: '2026-12-03', time: '10:30' } },
      run: async ({ staff, id, body }) => views.one(await change.move(staff, id, body)),
    }),
    apiRoute({
      method: 'post',
      path: '/api/visits/:id/cancel',
      tag: 'Visits',
      does: 'Cancels a visit; its reminders are void.',
      access: 'visit.change',
      record: 'This visit',
      body: CancelVisit,
      answer: Visit,
      examples: { body: { version: 1, reason: 'family' } },
      run: async ({ staff, id, body }) => views.one(await change.cancel(staff, id, body)),
    }),
    apiRoute({
      method: 'get',
      path: '/api/visits/mine',
      tag: 'Visits',
      does: 'Own visits from today on, earliest first, cancelled ones too.',
      access: 'visit.read',
      answer: z.object({ items: z.array(MyVisit) }),
      async run({ staff }) {
        if (!mayDo(staff, 'visit.read', { organisationId: staff.organisationId, saverId: staff.id }))
          throw forbidden('Your role has no visits');
        return { items: [...(await views.mine(staff))] };
      },
    }),
  ];
}
