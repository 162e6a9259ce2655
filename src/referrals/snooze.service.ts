import type { MongoClient } from 'mongodb';
import type { z } from 'zod';
import type { ReferralRow, SnoozeReferral, WakeReferral } from '../contract/referrals.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import { conflict, forbidden, notFound, ProblemError } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import { type Audit, mayDo, type StaffMember } from '../staff/index.ts';
import type { AlertStore } from './alerts.store.ts';
import { type ReferralDocument, waitsForYes } from './referral.ts';
import type { ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';

export interface SnoozeDeps {
  readonly client: MongoClient;
  readonly referrals: ReferralStore;
  readonly alerts: Pick<AlertStore, 'ofReferrals'>;
  readonly sealed: Pick<Sealed, 'reason'>;
  readonly audit: Audit;
  readonly live: Live;
  /** The line of the queue that the referral is now. */
  readonly lineOf: (referral: ReferralDocument) => Promise<z.output<typeof ReferralRow>>;
  readonly clock: Clock;
}

const refused = (slug: string, title: string): ProblemError => new ProblemError({ status: 422, slug, title, kept: 'nothing was changed' });

/** The last moment to which a referral may be put off: when it must be accepted. Null where nothing is promised. */
const latestOf = ({ deadlines }: ReferralDocument): Date | null => deadlines.acceptBy ?? deadlines.contactBy;

export type Snooze = ReturnType<typeof createSnooze>;

/**
 * Puts a referral out of sight until a time, with a reason. Its ladder and its deadlines go on; whatever happens to it
 * brings it back at once, and so does the time, whether or not anything runs then: the queue asks for the time itself.
 */
export function createSnooze({ client, referrals, alerts, sealed, audit, live, lineOf, clock }: SnoozeDeps) {
  const changed = async (now: ReferralDocument, sent: object) =>
    conflict('This referral has changed since you saw it', `It is now ${now.status}, version ${now.version}.`, {
      current: await lineOf(now),
      sent,
    });

  const seen = async (
    staff: StaffMember,
    found: ReferralDocument | null,
    sent: { readonly version: number },
  ): Promise<ReferralDocument> => {
    if (!found || !mayDo(staff, 'referral.read', found)) throw notFound('This referral');
    if (!mayDo(staff, 'referral.snooze', found)) throw forbidden('A colleague has this referral, or your role may not put it off');
    if (found.version !== sent.version || !waitsForYes(found.status)) throw await changed(found, sent);
    return found;
  };

  return {
    /** @param sent `reason` in the person's own words: kept sealed with the family's key. */
    async snooze(staff: StaffMember, id: string, sent: SnoozeReferral): Promise<{ readonly version: number }> {
      await inTransaction(client, async (tx) => {
        const before = await seen(staff, await referrals.byId(id, tx), sent);
        const at = clock.now();
        const until = new Date(sent.until);
        const latest = latestOf(before);
        const alert = (await alerts.ofReferrals([id], tx)).get(id);
        if (before.level === 'emergency' || alert?.acknowledgedAt === null) throw refused('emergency-stays', 'An emergency is not put off');
        if (until <= at) throw refused('in-the-past', 'That time has passed');
        if (latest === null || until > latest) throw refused('after-deadline', 'Nothing is put off past its deadline');
        const reason = await sealed.reason(before.personId ?? '', id, before.version + 1, sent.reason);
        const change = { set: { snoozedUntil: until }, history: { at, what: 'snoozed', who: staff.id, reason } };
        if (!(await referrals.amend(before, change, tx))) throw await changed((await referrals.byId(id)) ?? before, sent);
        await audit.append({ who: staff.id, action: 'referral_snoozed', subject: 'referral', subjectId: id }, tx);
      });
      live.publish({ type: 'referral', id });
      return { version: sent.version + 1 };
    },

    /** Brings it back before its time. */
    async wake(staff: StaffMember, id: string, sent: WakeReferral): Promise<{ readonly version: number }> {
      await inTransaction(client, async (tx) => {
        const before = await seen(staff, await referrals.byId(id, tx), sent);
        if (!before.snoozedUntil) throw await changed(before, sent);
        const change = { set: { snoozedUntil: null }, history: { at: clock.now(), what: 'woken', who: staff.id } };
        if (!(await referrals.amend(before, change, tx))) throw await changed((await referrals.byId(id)) ?? before, sent);
        await audit.append({ who: staff.id, action: 'referral_woken', subject: 'referral', subjectId: id }, tx);
      });
      live.publish({ type: 'referral', id });
      return { version: sent.version + 1 };
    },

    /** Notes that the time of one has come, and tells open pages. False when it has not. */
    async wakeDue(id: string): Promise<boolean> {
      const woken = await inTransaction(client, async (tx) => {
        const before = await referrals.byId(id, tx);
        const at = clock.now();
        if (!before?.snoozedUntil || before.snoozedUntil > at) return false;
        return referrals.amend(before, { set: { snoozedUntil: null }, history: { at, what: 'woken', who: null } }, tx);
      });
      if (woken) live.publish({ type: 'referral', id });
      return woken;
    },
  };
}
