import type { ClientSession } from 'mongodb';

export const DELIVERY_STATES = [
  'planned',
  'queued',
  'sending',
  'sent',
  'seen',
  'expired',
  'cancelled',
  'blocked',
  'failed',
  'unknown',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type Recipient =
  | { readonly audience: 'family'; readonly personId: string; readonly conversation: string }
  | { readonly audience: 'staff'; readonly staffId: string };

/** What a message is about; a message of an older version is never sent. */
export interface Subject {
  readonly type: 'visit' | 'referral' | 'alert';
  readonly id: string;
  readonly version: number;
}

/** A message to be sent later or now: ids, codes and a text key with neutral slots, never words. */
export interface PlannedMessage {
  /** Deterministic (`<subject id>.<kind>.<version>.<channel>[.<staff id>]`, no colon): a second plan of the same thing is the same row. */
  readonly id: string;
  readonly to: Recipient;
  /** Such as `family_3d`, `saver_1h`, `referral_assigned`, `referral_overdue`, `alert_ring`. */
  readonly kind: string;
  readonly subject: Subject;
  /** `web`: the family's web chat. `console`: shown in the staff console. `email`: staff e-mail. */
  readonly channel: 'web' | 'console' | 'email';
  readonly due: Date;
  readonly expires: Date;
  /** Needs this consent of the person at send time, such as `consent_reminder`; null for staff. */
  readonly consent: string | null;
  readonly text: { readonly key: string; readonly params: Readonly<Record<string, string | number>> };
  /** 1 is the most urgent. */
  readonly priority?: number;
}

/** Owned by `messages`, given by `app.ts`: is a message about this version still due? Read again right before each send. */
export interface SubjectFence {
  readonly type: Subject['type'];
  check(subject: Subject): Promise<'due' | 'moved' | 'cancelled' | 'settled' | 'gone'>;
}

/** What other slices call. All writes take the caller's transaction where one is given. */
export interface Messages {
  /** Writes ledger rows (idempotent by id) and returns what queues them after the commit. */
  plan(messages: readonly PlannedMessage[], tx?: ClientSession): Promise<() => Promise<void>>;
  /** Rows of older versions that were not sent become `cancelled` with this reason. */
  cancel(
    subject: { readonly type: Subject['type']; readonly id: string; readonly beforeVersion: number },
    reason: string,
    tx?: ClientSession,
  ): Promise<void>;
  /** All rows about a subject, for staff; never the text. */
  about(type: Subject['type'], ids: readonly string[]): Promise<readonly DeliveryRow[]>;
}

export interface DeliveryRow {
  readonly id: string;
  readonly subject: Subject;
  readonly audience: 'family' | 'staff';
  readonly staffId: string | null;
  readonly kind: string;
  readonly channel: string;
  readonly due: Date;
  readonly expires: Date;
  readonly state: DeliveryState;
  readonly reason: string | null;
  /** When the state last changed. */
  readonly at: Date;
}
