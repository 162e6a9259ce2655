import './without-eval.ts';
import { z } from 'zod';
import {
  Accepted,
  Alert,
  ReferralDetail,
  ReferralList,
  type SnoozeReferral,
  type WakeReferral,
  type WhatIf,
  WhatIfAnswer,
} from '../../../contract/referrals.ts';
import { Presence, QueueCounts, SavedView, type SaveView } from '../../../contract/queue.ts';
import { Me, Saver } from '../../../contract/staff.ts';
import { type BookVisit, CalendarFeed, type CancelVisit, type MoveVisit, MyVisit } from '../../../contract/visits.ts';
import { call } from './client.ts';

const Done = z.unknown();
const items = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item) });
const under = (id: string): string => encodeURIComponent(id);

type Abort = AbortSignal | undefined;

/** The API of the console, one function a route. */
export const api = {
  signIn: (body: { email: string; password: string }) => call({ method: 'POST', path: '/api/auth/sign-in/email', body, answer: Done }),
  signOut: () => call({ method: 'POST', path: '/api/auth/sign-out', answer: Done }),
  me: (signal?: Abort) => call({ path: '/api/me', answer: Me, signal }),

  /** @param search The address of a filter, without a question mark. */
  referrals: (search: string, cursor: string | null, signal?: Abort) =>
    call({
      path: `/api/referrals?${[...(search ? [search] : []), ...(cursor ? [`cursor=${under(cursor)}`] : [])].join('&')}`,
      answer: ReferralList,
      signal,
    }),
  queueCounts: (status: string, signal?: Abort) => call({ path: `/api/queue/counts?status=${under(status)}`, answer: QueueCounts, signal }),
  presence: (signal?: Abort) => call({ path: '/api/presence', answer: items(Presence), signal }),
  present: (id: string, here: boolean) =>
    call({ method: 'POST', path: `/api/referrals/${under(id)}/presence`, body: { here }, answer: Done }),
  views: (signal?: Abort) => call({ path: '/api/views', answer: items(SavedView), signal }),
  saveView: (body: SaveView) => call({ method: 'POST', path: '/api/views', body, answer: SavedView }),
  removeView: (id: string) => call({ method: 'DELETE', path: `/api/views/${under(id)}`, answer: Done }),
  referral: (id: string, signal?: Abort) => call({ path: `/api/referrals/${under(id)}`, answer: ReferralDetail, signal }),
  whatIf: (id: string, body: WhatIf, signal?: Abort) =>
    call({ method: 'POST', path: `/api/referrals/${under(id)}/what-if`, body, answer: WhatIfAnswer, signal }),
  accept: (id: string, version: number) =>
    call({ method: 'POST', path: `/api/referrals/${under(id)}/accept`, body: { version }, answer: Accepted }),
  undoAccept: (id: string) => call({ method: 'POST', path: `/api/referrals/${under(id)}/undo-accept`, answer: Done }),
  snooze: (id: string, body: SnoozeReferral) => call({ method: 'POST', path: `/api/referrals/${under(id)}/snooze`, body, answer: Done }),
  wake: (id: string, body: WakeReferral) => call({ method: 'POST', path: `/api/referrals/${under(id)}/wake`, body, answer: Done }),
  decline: (id: string, body: { version: number; reason: string }) =>
    call({ method: 'POST', path: `/api/referrals/${under(id)}/decline`, body, answer: Done }),

  alerts: (signal?: Abort) => call({ path: '/api/alerts', answer: items(Alert), signal }),
  acknowledge: (id: string) => call({ method: 'POST', path: `/api/alerts/${under(id)}/acknowledge`, answer: Done }),

  savers: (signal?: Abort) => call({ path: '/api/savers', answer: items(Saver), signal }),
  bookVisit: (referral: string, body: BookVisit) =>
    call({ method: 'POST', path: `/api/referrals/${under(referral)}/visits`, body, answer: Done }),
  moveVisit: (id: string, body: MoveVisit) => call({ method: 'POST', path: `/api/visits/${under(id)}/move`, body, answer: Done }),
  cancelVisit: (id: string, body: CancelVisit) => call({ method: 'POST', path: `/api/visits/${under(id)}/cancel`, body, answer: Done }),
  myVisits: (signal?: Abort) => call({ path: '/api/visits/mine', answer: items(MyVisit), signal }),

  calendar: (signal?: Abort) => call({ path: '/api/calendar', answer: CalendarFeed, signal }),
  rotateCalendar: () => call({ method: 'POST', path: '/api/calendar/rotate', answer: CalendarFeed }),
};
