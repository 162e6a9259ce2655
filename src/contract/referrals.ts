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

/** One line of the queue: no secret, no answer text. `GET /api/referrals?<QueueFilter>&cursor=` → `{ items, next }` */
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
  /** Out of sight until then; null while it is in the queue. */
  snoozedUntil: z.iso.datetime({ offset: true }).nullable().default(null),
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

/** A rule as its table says it today: the sentence, where it comes from, who checked it (null: nobody yet), since when. */
export const RuleView = z.object({
  sentence: z.string(),
  source: z.string(),
  reviewedBy: z.string().nullable(),
  from: z.string(),
});

const Reasons = z.array(z.object({ id: z.string(), facts: z.record(z.string(), z.unknown()) }));
const Rules = z.record(z.string(), RuleView);

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
  reasonDetails: Reasons,
  /** The rules of the reasons and safety signs, by id; one that no table holds any more is absent. */
  rules: Rules,
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

/** Changed answers in normal form; null: she did not say. */
const ChangedAnswer = z.union([
  z.string().max(40),
  z.number().int().min(-1_000_000_000).max(1_000_000_000),
  z.array(z.string().max(40)).max(40),
  z.strictObject({ area: z.string().max(40), district: z.string().max(40).nullable(), dong: z.string().max(40).nullable() }),
  z.strictObject({ way: z.string().max(40) }),
  z.null(),
]);

/** `POST /api/referrals/:id/what-if`: what would be decided had she answered this. Nothing is stored. */
export const WhatIf = z.strictObject({
  answers: z.record(z.string().regex(/^[a-z0-9_]{1,40}$/), ChangedAnswer).refine((answers) => Object.keys(answers).length <= 40),
  /** Safety signs heard in her words, instead of those that were; signs that the answers give come by themselves. */
  safety: z
    .array(z.string().regex(/^S\d\d$/))
    .max(20)
    .optional(),
});
export type WhatIf = z.infer<typeof WhatIf>;

export const Decision = z.object({
  /** Null: these answers end in information only, or she stopped. */
  level: Level.nullable(),
  outcome: z.string(),
  reasons: Reasons,
  safety: z.array(z.string()),
  services: z.array(z.string()),
  deadlines: ReferralDeadlines,
  rulesVersion: z.string(),
});
export type Decision = z.infer<typeof Decision>;

export const WhatIfAnswer = z.object({
  /** When it was sent, with the rules of then. */
  stored: Decision,
  /** The same answers today, with the rules of today. */
  now: Decision,
  /** The changed answers today. */
  changed: Decision,
  rules: Rules,
  /** Safety signs of `stored` that her words alone told. */
  told: z.array(z.string()),
  /** Answers that the reader may change, given or not. */
  questions: z.array(
    z.object({
      question: z.string(),
      type: z.enum(['choice', 'consent', 'multi', 'number', 'date', 'place', 'contact']),
      codes: z.array(z.string()),
      answered: z.boolean(),
      value: z.unknown(),
    }),
  ),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;
/** `POST /api/referrals/:id/snooze`: out of sight until a time, never past its deadline. */
export const SnoozeReferral = z.strictObject({
  version: z.number().int(),
  until: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(3).max(500),
});
export type SnoozeReferral = z.infer<typeof SnoozeReferral>;
/** `POST /api/referrals/:id/wake` */
export const WakeReferral = z.strictObject({ version: z.number().int() });
export type WakeReferral = z.infer<typeof WakeReferral>;

/** Answer of a decision: the version that it made. */
export const Decided = z.object({ version: z.number().int() });

/** Answer of an acceptance. `undoSeconds`: for how long it can be taken back; 0 for an emergency, where she is told at once. */
export const Accepted = Decided.extend({ undoSeconds: z.number().int() });

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
  /** Somebody opened or closed this referral. */
  z.object({ type: z.literal('presence'), id: z.string() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
