import { z } from 'zod';

export const VisitState = z.enum(['booked', 'cancelled', 'done']);
export const VisitPlace = z.enum(['home', 'center', 'other_safe', 'online']);

export const Visit = z.object({
  id: z.string(),
  referralId: z.string(),
  code: z.string(),
  saverId: z.string(),
  saverName: z.string(),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  place: VisitPlace,
  state: VisitState,
  version: z.number().int(),
  /** null: she was not asked or has not answered yet; nothing is pushed without a yes. */
  reminderConsent: z.boolean().nullable(),
});
export type Visit = z.infer<typeof Visit>;

/** A row of the delivery ledger as staff see it: never the text. */
export const Delivery = z.object({
  id: z.string(),
  visitId: z.string().nullable(),
  audience: z.enum(['family', 'staff']),
  kind: z.string(),
  channel: z.string(),
  due: z.iso.datetime({ offset: true }),
  expires: z.iso.datetime({ offset: true }),
  state: z.enum(['planned', 'queued', 'sending', 'sent', 'seen', 'expired', 'cancelled', 'blocked', 'failed', 'unknown']),
  /** Why it is blocked, cancelled or failed, as a code: `no_consent`, `quiet_mode`, `visit_moved`, `visit_cancelled`, `past_expiry`, … */
  reason: z.string().nullable(),
  at: z.iso.datetime({ offset: true }).nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** `POST /api/referrals/:id/visits` — Seoul wall time. */
export const BookVisit = z.strictObject({
  saverId: z.string().min(1).max(100),
  date: z.iso.date(),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  place: VisitPlace,
  minutes: z.number().int().min(15).max(240).default(60),
});
export type BookVisit = z.infer<typeof BookVisit>;

/** `POST /api/visits/:id/move` */
export const MoveVisit = BookVisit.omit({ saverId: true, place: true, minutes: true }).extend({ version: z.number().int() });
export type MoveVisit = z.infer<typeof MoveVisit>;

/** `POST /api/visits/:id/cancel` */
export const CancelVisit = z.strictObject({ version: z.number().int(), reason: z.enum(['family', 'saver', 'centre', 'unsafe', 'other']) });
export type CancelVisit = z.infer<typeof CancelVisit>;

/**
 * A visit in its saver's own day list, with the messages that go to the saver about it.
 * `GET /api/visits/mine` → `{ items: MyVisit[] }`: own visits from today (Seoul) on, earliest first, cancelled ones too.
 */
export const MyVisit = Visit.extend({
  /** Language of the family's chat. */
  lang: z.string(),
  deliveries: z.array(Delivery),
});
export type MyVisit = z.infer<typeof MyVisit>;

/** `GET /api/calendar`, and `POST /api/calendar/rotate` `{}` for a new secret: the secret address of one's own feed. */
export const CalendarFeed = z.object({ url: z.url() });
export type CalendarFeed = z.infer<typeof CalendarFeed>;
