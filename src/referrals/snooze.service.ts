import type { MongoClient } from 'mongodb';
import type { SnoozeReferral, WakeReferral } from '../contract/referrals.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import { ProblemError } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import type { Audit, StaffMember } from '../staff/index.ts';
import type { AlertStore } from './alerts.store.ts';
import type { ReferralDocument } from './referral.ts';
import type { ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';
import { createSeen, type LineOf } from './seen.ts';

export interface SnoozeDeps {
  readonly client: MongoClient;
  readonly referrals: ReferralStore;
  readonly alerts: Pick<AlertStore, 'ofReferrals'>;
  readonly sealed: Pick<Sealed, 'reason'>;
  readonly audit: Audit;
  readonly live: Live;
  readonly lineOf: LineOf;
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
  const { seen, changed } = createSeen(lineOf);

  return {
    /** @param sent `reason` in the person's own words: kept sealed with the family's key. */
    async snooze(staff: StaffMember, id: string, sent: SnoozeReferral): Promise<{ readonly version: number }> {
      await inTransaction(client, async (tx) => {
        const before = await seen(staff, 'referral.snooze', await referrals.byId(id, tx), sent);
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
        const before = await seen(staff, 'referral.snooze', await referrals.byId(id, tx), sent);
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
