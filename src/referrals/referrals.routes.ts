import { z } from 'zod';
import {
  Accepted,
  AcceptReferral,
  Alert,
  Decided,
  DeclineReferral,
  ReferralDetail,
  ReferralList,
  WhatIf,
  WhatIfAnswer,
  SnoozeReferral,
  WakeReferral,
} from '../contract/referrals.ts';
import { Done } from '../contract/problem.ts';
import { QueueCounts, QueueFilter } from '../contract/queue.ts';
import type { Clock } from '../platform/clock.ts';
import { ProblemError } from '../platform/problem.ts';
import { type ApiRoute, apiRoute } from '../staff/index.ts';
import type { Alerts } from './alerts.service.ts';
import type { Decisions } from './decisions.service.ts';
import type { Reading } from './reading.service.ts';
import type { WhatIfService } from './what-if.service.ts';
import type { Cursor } from './queue.store.ts';
import type { Snooze } from './snooze.service.ts';

const QueueQuery = QueueFilter.extend({ cursor: z.string().max(300).optional() });
const CountsQuery = QueueFilter.pick({ status: true });
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const CursorText = z.tuple([z.number().int().min(0).max(2), z.number().int().min(0).max(8.64e15), Id]);

const cursorText = ({ rank, at, id }: Cursor): string => Buffer.from(JSON.stringify([rank, at.getTime(), id])).toString('base64url');

function readCursor(text: string): Cursor {
  try {
    const [rank, at, id] = CursorText.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { rank, at: new Date(at), id };
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
  readonly snooze: Pick<Snooze, 'snooze' | 'wake'>;
  readonly alerts: Pick<Alerts, 'acknowledge'>;
  readonly clock: Clock;
}): readonly ApiRoute[] {
  const { reading, whatIf, decisions, snooze, alerts, clock } = deps;
  return [
    apiRoute({
      method: 'get',
      path: '/api/referrals',
      tag: 'Referrals',
      does: 'A page of the queue, narrowed to what is asked for: open emergencies first, then by what is due first.',
      access: 'queue.read',
      query: QueueQuery,
      answer: ReferralList,
      async run({ staff, query: { cursor, ...filter } }) {
        const { items, next } = await reading.queue(staff, filter, cursor === undefined ? null : readCursor(cursor));
        return { items, next: next && cursorText(next), now: clock.now().toISOString() };
      },
    }),
    apiRoute({
      method: 'get',
      path: '/api/queue/counts',
      tag: 'Referrals',
      does: 'How many referrals wait, are late, are whose and of which level.',
      access: 'queue.read',
      query: CountsQuery,
      answer: QueueCounts,
      run: ({ staff, query: { status } }) => reading.counts(staff, status ?? 'open'),
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
      does: 'Takes the case. She is told in her chat when it cannot be taken back any more; in an emergency at once.',
      access: 'referral.accept',
      record: RECORD,
      body: AcceptReferral,
      answer: Accepted,
      examples: { body: { version: 3 }, answer: { version: 4, undoSeconds: 10 } },
      run: ({ staff, id, body }) => decisions.accept(staff, id, body),
    }),
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/undo-accept',
      tag: 'Referrals',
      does: 'Takes an acceptance back, for a few seconds, by who accepted, and only while nothing else has happened.',
      access: 'referral.accept',
      record: RECORD,
      answer: Decided,
      examples: { answer: { version: 5 } },
      run: ({ staff, id }) => decisions.undoAccept(staff, id),
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
      method: 'post',
      path: '/api/referrals/:id/snooze',
      tag: 'Referrals',
      does: 'Puts a referral out of sight until a time before its deadline; whatever happens to it brings it back.',
      access: 'referral.snooze',
      record: RECORD,
      body: SnoozeReferral,
      answer: Decided,
      examples: { body: { version: 3, until: '2026-11-10T14:00:00+09:00', reason: 'She answers after school' }, answer: { version: 4 } },
      run: ({ staff, id, body }) => snooze.snooze(staff, id, body),
    }),
    apiRoute({
      method: 'post',
      path: '/api/referrals/:id/wake',
      tag: 'Referrals',
      does: 'Brings back what was put off, before its time.',
      access: 'referral.snooze',
      record: RECORD,
      body: WakeReferral,
      answer: Decided,
      examples: { body: { version: 4 }, answer: { version: 5 } },
      run: ({ staff, id, body }) => snooze.wake(staff, id, body),
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
