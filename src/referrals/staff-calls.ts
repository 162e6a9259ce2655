import type { PlannedMessage } from '../messages/index.ts';
import type { StaffMember } from '../staff/index.ts';
import type { AlertDocument } from './alert.ts';
import type { ReferralDocument } from './referral.ts';

/** Kinds of e-mail about a referral. Each says code, level and link, and nothing else. */
export type ReferralCall = 'referral_assigned' | 'referral_overdue' | 'referral_note' | 'referral_declined';

/** Longest that a call about a referral is still worth sending. */
const CALL_MS = 24 * 3_600_000;
const PRIORITY = { alert: 1, emergency: 2, other: 5 } as const;

type Called = Pick<ReferralDocument, '_id' | 'code' | 'level' | 'round'>;

/**
 * E-mails to staff about a referral, one row a person.
 *
 * @param occasion Tells calls of the same kind and round apart, such as the step of the ladder.
 */
export function referralCalls(
  { _id, code, level, round }: Called,
  call: {
    readonly kind: ReferralCall;
    readonly occasion?: string;
    readonly to: readonly Pick<StaffMember, 'id'>[];
    readonly now: Date;
    readonly baseUrl: string;
  },
): PlannedMessage[] {
  const { kind, occasion, to, now, baseUrl } = call;
  const name = occasion === undefined ? kind : `${kind}_${occasion}`;
  return [...new Set(to.map(({ id }) => id))].map((staffId) => ({
    id: `${_id}.${name}.${round}.email.${staffId}`,
    to: { audience: 'staff', staffId },
    kind,
    subject: { type: 'referral', id: _id, version: round },
    channel: 'email',
    due: now,
    expires: new Date(now.getTime() + CALL_MS),
    consent: null,
    text: { key: `staff.${kind}`, params: { code, level, link: `${baseUrl}/console/referrals/${_id}` } },
    priority: level === 'emergency' ? PRIORITY.emergency : PRIORITY.other,
  }));
}

/** E-mails of one ring of an alert; the next ring makes them void. */
export function alertCalls(
  { _id, code, rules, lang, referralId }: AlertDocument,
  ring: {
    readonly number: number;
    readonly to: readonly Pick<StaffMember, 'id'>[];
    readonly now: Date;
    readonly next: Date;
    readonly baseUrl: string;
  },
): PlannedMessage[] {
  const { number, to, now, next, baseUrl } = ring;
  const link = referralId === null ? `${baseUrl}/console/referrals` : `${baseUrl}/console/referrals/${referralId}`;
  return [...new Set(to.map(({ id }) => id))].map((staffId) => ({
    id: `${_id}.alert_ring.${number}.email.${staffId}`,
    to: { audience: 'staff', staffId },
    kind: 'alert_ring',
    subject: { type: 'alert', id: _id, version: number },
    channel: 'email',
    due: now,
    expires: next,
    consent: null,
    text: { key: 'staff.alert_ring', params: { code, level: 'emergency', rules: rules.join(' '), language: lang ?? '', link } },
    priority: PRIORITY.alert,
  }));
}
