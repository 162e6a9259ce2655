import { z } from 'zod';
import {
  AcceptReferral,
  Alert,
  Decided,
  DeclineReferral,
  ReferralDetail,
  ReferralList,
  WhatIf,
  WhatIfAnswer,
} from '../contract/referrals.ts';
import { Done } from '../contract/problem.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/problem.ts';
import { type ApiRoute, apiRoute } from '../staff/index.ts';
import type { Alerts } from './alerts.service.ts';
import type { Decisions } from './decisions.service.ts';
import type { Reading } from './reading.service.ts';
import type { Cursor } from './referrals.store.ts';
import type { WhatIfService } from './what-if.service.ts';

const QueueQuery = z.strictObject({ status: z.enum(['open', 'all']).default('open'), cursor: z.string().max(300).optional() });
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

const RECORD = 'This referral';

/** `/api/referrals` and `/api/alerts`, as in `contract/referrals.ts`. */
export function referralRoutes(deps: {
  readonly reading: Reading;
  readonly whatIf: WhatIfService;
  readonly decisions: Decisions;
  readonly alerts: Pick<Alerts, 'acknowledge'>;
  readonly clock: Clock;
}): readonly ApiRoute[] {
  const { reading, whatIf, decisions, alerts, clock } = deps;
  return [
    apiRoute({
      method: 'get',
      path: '/api/referrals',
      tag: 'Referrals',
      does: 'A page of the queue: open emergencies first, then by what is due first.',
      access: 'queue.read',
      query: QueueQuery,
      answer: ReferralList,
      async run({ staff, query: { status, cursor } }) {
        const { items, next } = await reading.queue(staff, {
          open: status === 'open',
          after: cursor === undefined ? null : readCursor(cursor),
        });
        return { items, next: next && cursorText(next), now: clock.now().toISOString() };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/referrals/:id',
      tag: 'Referrals',
      does: 'A referral with its answers, as far as the reader may see them; every read is on the audit chain.',
      access: 'referral.read',
      record: RECORD,
      answer: ReferralDetail,
      run: ({ staff, id }) => reading.referral(staff, id),
    }),
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/what-if',
      tag: 'Referrals',
      does: 'What would be decided with other answers, beside what was decided; nothing is stored, and it counts as a read.',
      access: 'referral.read_answers',
      record: RECORD,
      keepsNothing: true,
      body: WhatIf,
      answer: WhatIfAnswer,
      examples: { body: { answers: { household: 'no_home', due_date: null } } },
      run: ({ staff, id, body }) => whatIf(staff, id, body),
    }),
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/accept',
      tag: 'Referrals',
      does: 'Takes the case; she is told in her chat.',
      access: 'referral.accept',
      record: RECORD,
      body: AcceptReferral,
      answer: Decided,
      examples: { body: { version: 3 }, answer: { version: 4 } },
      run: ({ staff, id, body: { version } }) => decisions.accept(staff, id, version),
    }),
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/decline',
      tag: 'Referrals',
      does: 'Turns the case away with a reason; the supervisors are told.',
      access: 'referral.decline',
      record: RECORD,
      body: DeclineReferral,
      answer: Decided,
      examples: { body: { version: 3, reason: 'Lives in another district' }, answer: { version: 4 } },
      run: ({ staff, id, body }) => decisions.decline(staff, id, body),
    }),
    apiRoute({
      method: 'get',
      path: '/api/alerts',
      tag: 'Alerts',
      does: 'Emergencies that nobody has taken, and those that were taken lately.',
      access: 'alert.read',
      answer: z.object({ items: z.array(Alert) }),
      run: async ({ staff }) => ({ items: await reading.alerts(staff) }),
    }),
    apiRoute({
      method: 'post',
      path: '/api/alerts/:id/acknowledge',
      tag: 'Alerts',
      does: 'Takes an emergency: the ladder stops.',
      access: 'alert.acknowledge',
      record: 'This alert',
      answer: Done,
      examples: { answer: { ok: true } },
      async run({ staff, id }) {
        await alerts.acknowledge(staff, id);
        return { ok: true as const };
      },
    }),
  ];
}
