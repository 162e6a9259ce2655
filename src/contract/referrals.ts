import { z } from 'zod';
import { Delivery, Visit } from './visits.ts';

export const Level = z.enum(['emergency', 'urgent_24h', 'priority_3d', 'standard_7d', 'outside_handover', 'information_only']);

/** submitted → assigned → accepted | declined; escalations are steps beside the status; withdrawn when she erased it. */
export const ReferralStatus = z.enum(['submitted', 'assigned', 'accepted', 'declined', 'withdrawn']);

export const ReferralDeadlines = z.object({
  contactBy: z.iso.datetime({ offset: true }).nullable(),
  acceptBy: z.iso.datetime({ offset: true }).nullable(),
  visitBy: z.iso.datetime({ offset: true }).nullable(),
});

/** One line of the queue: no secret, no answer text. `GET /api/referrals?status=open|all&cursor=` → `{ items, next }` */
export const ReferralRow = z.object({
  id: z.string(),
  code: z.string(),
  level: Level,
  reasons: z.array(z.string()),
  services: z.array(z.string()),
  outcome: z.enum(['referred', 'handover']),
  status: ReferralStatus,
  lang: z.string(),
  area: z.string().nullable(),
  district: z.string().nullable(),
  quietMode: z.boolean(),
  submittedAt: z.iso.datetime({ offset: true }),
  deadlines: ReferralDeadlines,
  /** Deadline passed without acceptance. */
  overdue: z.boolean(),
  /** Steps of the ladder done so far: none, supervisor_in, supervisor_owns, hq. */
  escalation: z.enum(['none', 'supervisor_in', 'supervisor_owns', 'hq']),
  assignedTo: z.object({ id: z.string(), name: z.string() }).nullable(),
  unreadNotes: z.number().int(),
  alert: z.object({ id: z.string(), rules: z.array(z.string()), acknowledged: z.boolean() }).nullable(),
  version: z.number().int(),
});
export type ReferralRow = z.infer<typeof ReferralRow>;

/** `GET /api/referrals`. `now` is the server's business time: time left is counted from it, not from the reader's clock. */
export const ReferralList = z.object({
  items: z.array(ReferralRow),
  next: z.string().nullable(),
  now: z.iso.datetime({ offset: true }).optional(),
});
export type ReferralList = z.infer<typeof ReferralList>;

export const AnswerView = z.object({
  question: z.string(),
  type: z.string(),
  /** Normal form; null when unknown or skipped. */
  value: z.unknown(),
  /** How exactly a date was said. */
  precision: z.enum(['day', 'week', 'month']).optional(),
  skipped: z.boolean(),
  needsHumanCheck: z.boolean(),
  sensitivity: z.enum(['normal', 'sensitive', 'secret']),
  /** True when the reader's role may not see it: `value` is null then. */
  masked: z.boolean(),
});

/** `GET /api/referrals/:id` — each read writes an audit entry. */
export const ReferralDetail = ReferralRow.extend({
  reasonDetails: z.array(z.object({ id: z.string(), facts: z.record(z.string(), z.unknown()) })),
  safety: z.array(z.string()),
  benefits: z.object({ likely: z.array(z.string()), possible: z.array(z.string()) }),
  rulesVersion: z.string(),
  flow: z.string(),
  visitWanted: z.boolean().nullable(),
  contactWay: z.string().nullable(),
  contactValue: z.string().nullable(),
  answers: z.array(AnswerView),
  consents: z.array(
    z.object({ consent: z.string(), given: z.boolean(), version: z.string(), lang: z.string(), at: z.iso.datetime({ offset: true }) }),
  ),
  history: z.array(
    z.object({ at: z.iso.datetime({ offset: true }), what: z.string(), who: z.string().nullable(), reason: z.string().nullable() }),
  ),
  visits: z.array(Visit),
  deliveries: z.array(Delivery),
  /** Words she left for staff after the end. */
  notes: z.array(z.object({ at: z.iso.datetime({ offset: true }), text: z.string() })),
});
export type ReferralDetail = z.infer<typeof ReferralDetail>;

/** `POST /api/referrals/:id/accept` */
export const AcceptReferral = z.strictObject({ version: z.number().int() });
/** `POST /api/referrals/:id/decline` */
export const DeclineReferral = z.strictObject({ version: z.number().int(), reason: z.string().trim().min(3).max(500) });

/** Answer of a decision: the version that it made. */
export const Decided = z.object({ version: z.number().int() });

/** `GET /api/alerts` → `{ items }`; `POST /api/alerts/:id/acknowledge` `{}` */
export const Alert = z.object({
  id: z.string(),
  code: z.string(),
  rules: z.array(z.string()),
  lang: z.string().nullable(),
  raisedAt: z.iso.datetime({ offset: true }),
  lastRungAt: z.iso.datetime({ offset: true }),
  /** Who is being called now. */
  rung: z.enum(['on_call', 'supervisor', 'hq']),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.iso.datetime({ offset: true }).nullable(),
  referralId: z.string().nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** Server-sent events of `GET /api/events`: ids only. The event name is `type`. */
export const LiveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('referral'), id: z.string() }),
  z.object({ type: z.literal('alert'), id: z.string() }),
  z.object({ type: z.literal('visit'), id: z.string() }),
  z.object({ type: z.literal('delivery'), id: z.string() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
