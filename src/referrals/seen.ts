import type { z } from 'zod';
import type { ReferralRow } from '../contract/referrals.ts';
import { conflict, forbidden, notFound, type ProblemError } from '../platform/problem.ts';
import { mayDo, type StaffMember } from '../staff/index.ts';
import { type ReferralDocument, waitsForYes } from './referral.ts';

/** The line of the queue that a referral is now. */
export type LineOf = (referral: ReferralDocument) => Promise<z.output<typeof ReferralRow>>;

/** What may only be done with a referral that still waits for a yes, and what is said to whom it is not allowed. */
const REFUSALS = {
  'referral.accept': 'A colleague has this referral, or your role may not decide it',
  'referral.decline': 'A colleague has this referral, or your role may not decide it',
  'referral.snooze': 'A colleague has this referral, or your role may not put it off',
} as const;

/** Holds what was sent against the referral as it is. */
export function createSeen(lineOf: LineOf) {
  /** A conflict that shows both: how it is now, and what was wanted. */
  const changed = async (now: ReferralDocument, sent: object): Promise<ProblemError> =>
    conflict('This referral has changed since you saw it', `It is now ${now.status}, version ${now.version}.`, {
      current: await lineOf(now),
      sent,
    });
  return {
    changed,
    /** The referral, if it is as it was seen and still waits. Throws 404, 403, or 409. */
    async seen(
      staff: StaffMember,
      action: keyof typeof REFUSALS,
      referral: ReferralDocument | null,
      sent: { readonly version: number },
    ): Promise<ReferralDocument> {
      if (!referral || !mayDo(staff, 'referral.read', referral)) throw notFound('This referral');
      if (!mayDo(staff, action, referral)) throw forbidden(REFUSALS[action]);
      if (referral.version !== sent.version || !waitsForYes(referral.status)) throw await changed(referral, sent);
      return referral;
    },
  };
}
