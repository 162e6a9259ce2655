import type { Presence } from '../contract/queue.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import { notFound } from '../platform/problem.ts';
import { mayDo, type StaffDirectory, type StaffMember } from '../staff/index.ts';
import type { PresenceStore } from './presence.store.ts';
import type { ReferralStore } from './referrals.store.ts';

/** Who gave no sign for so long is gone: a page gives one every ten seconds. Real time. */
const GONE_MS = 30_000;

export type PresenceService = ReturnType<typeof createPresence>;

/** Who has which referral open now, so that two people do not work on one without knowing it. */
export function createPresence(deps: {
  readonly referrals: ReferralStore;
  readonly present: PresenceStore;
  readonly directory: StaffDirectory;
  readonly live: Live;
  readonly realClock: Clock;
}) {
  const { referrals, present, directory, live, realClock } = deps;
  const goneBefore = (): Date => new Date(realClock.now().getTime() - GONE_MS);
  return {
    /** A sign that this person has a referral open, or has closed it. Throws 404 where the reader has no business. */
    async sign(staff: StaffMember, referralId: string, here: boolean): Promise<void> {
      const referral = await referrals.byId(referralId);
      if (!referral || !mayDo(staff, 'referral.read', referral)) throw notFound('This referral');
      const { organisationId } = referral;
      const changed = here
        ? await present.sign({ organisationId, referralId, staffId: staff.id, seenAt: realClock.now() }, goneBefore())
        : await present.leave(referralId, staff.id);
      if (changed) live.publish({ type: 'presence', id: referralId });
    },

    /** Colleagues who have a referral open, by referral; the reader is left out. */
    async list(staff: StaffMember): Promise<Presence[]> {
      if (!mayDo(staff, 'referral.read', staff)) return [];
      const seen = (await present.since(staff.organisationId, goneBefore())).filter(({ staffId }) => staffId !== staff.id);
      const names = await directory.names(seen.map(({ staffId }) => staffId));
      const by = new Map<string, { id: string; name: string }[]>();
      for (const { referralId, staffId } of seen)
        by.set(referralId, [...(by.get(referralId) ?? []), { id: staffId, name: names.get(staffId) ?? '' }]);
      return [...by].map(([referralId, people]) => ({ referralId, people }));
    },
  };
}
