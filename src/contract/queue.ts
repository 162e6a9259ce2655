import { z } from 'zod';
import { Level, ReferralStatus } from './referrals.ts';

/** One or more of these, in one word of the address: "urgent_24h,priority_3d". */
const someOf = (codes: string): z.ZodString =>
  z
    .string()
    .max(200)
    .regex(new RegExp(`^(?:${codes})(?:,(?:${codes}))*$`));

const ID = '[A-Za-z0-9_-]{1,64}';

/** What the queue is narrowed to. The same words stand in the address of the console, in a saved view and in the API. */
export const QueueFilter = z.strictObject({
  /** `open` is all but what was declined or erased. */
  status: z.enum(['open', 'all', ...ReferralStatus.options]).optional(),
  level: someOf(Level.options.join('|')).optional(),
  /** `me`, `nobody`, or the id of a member of the staff. */
  assigned: z
    .string()
    .regex(new RegExp(`^${ID}$`))
    .optional(),
  lang: someOf('[a-z]{2,3}(?:-[A-Z]{2})?').optional(),
  district: someOf('[a-z_]{2,30}').optional(),
  /** Only what nobody accepted in time. */
  overdue: z.literal('1').optional(),
  /** Only cases with an emergency alert: one that nobody has taken (`open`), or any. */
  alert: z.enum(['open', 'any']).optional(),
  /** Only what was put off to a later time; `open` leaves that out. */
  snoozed: z.literal('1').optional(),
  /** A whole case code. */
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{4,20}$/)
    .optional(),
  /** What is due first (preset), or what arrived last. */
  sort: z.enum(['due', 'newest']).optional(),
});
export type QueueFilter = z.infer<typeof QueueFilter>;

/** How many there are of the organisation, whatever else the list is narrowed to. */
export const QueueCounts = z.object({
  all: z.number().int(),
  waiting: z.number().int(),
  overdue: z.number().int(),
  mine: z.number().int(),
  nobodys: z.number().int(),
  snoozed: z.number().int(),
  levels: z.record(z.string(), z.number().int()),
});
export type QueueCounts = z.infer<typeof QueueCounts>;

/** A filter that a member of the staff keeps under a name; nobody else sees it. */
export const SavedView = z.object({ id: z.string(), name: z.string(), filter: QueueFilter });
export type SavedView = z.infer<typeof SavedView>;

/** `POST /api/views`. A name that exists gets the new filter. */
export const SaveView = z.strictObject({ name: z.string().trim().min(1).max(40), filter: QueueFilter });
export type SaveView = z.infer<typeof SaveView>;

/** Colleagues who have a referral open now. */
export const Presence = z.object({ referralId: z.string(), people: z.array(z.object({ id: z.string(), name: z.string() })) });
export type Presence = z.infer<typeof Presence>;

/** `POST /api/referrals/:id/presence`: a sign every ten seconds while it is open, and one when it is closed. */
export const BePresent = z.strictObject({ here: z.boolean() });
