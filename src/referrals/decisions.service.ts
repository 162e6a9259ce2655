import type { MongoClient } from 'mongodb';
import type { AfterCommit, Notice } from '../inbox/index.ts';
import type { Messages } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import { conflict, forbidden, notFound } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import { type Action, type Audit, mayDo, type StaffMember } from '../staff/index.ts';
import type { Alerts } from './alerts.service.ts';
import type { Handover } from './handover.service.ts';
import { placeOf, type ReferralDocument, waitsForYes } from './referral.ts';
import type { Amendment, ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';

export interface DecisionDeps {
  readonly client: MongoClient;
  readonly referrals: ReferralStore;
  readonly sealed: Sealed;
  readonly alerts: Alerts;
  readonly handover: Pick<Handover, 'call' | 'membersOf'>;
  readonly messages: Messages;
  readonly audit: Audit;
  readonly live: Live;
  /** Tells her a fact in the open chat, once; null when nobody is known there any more. */
  readonly tell: (conversation: string, notice: Notice) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

export type Decisions = ReturnType<typeof createDecisions>;

/** Accept or decline, each once, on the referral as the person saw it. */
export function createDecisions({ client, referrals, sealed, alerts, handover, messages, audit, live, tell, clock, log }: DecisionDeps) {
  /** Reads what is to be decided. Throws 404, 403, or 409 when it is not as it was seen. */
  const seen = (staff: StaffMember, action: Action, referral: ReferralDocument | null, version: number): ReferralDocument => {
    if (!referral || !mayDo(staff, 'referral.read', referral)) throw notFound('This referral');
    if (!mayDo(staff, action, referral)) throw forbidden('A colleague has this referral, or your role may not decide it');
    if (referral.version !== version || !waitsForYes(referral.status)) {
      throw conflict('This referral has changed since you saw it', `It is now ${referral.status}, version ${referral.version}.`);
    }
    return referral;
  };

  /** Tells her in the chat that somebody took her case, if that was not done yet. */
  const tellHer = async (id: string): Promise<boolean> => {
    const referral = await referrals.byId(id);
    if (!referral?.tellAccepted) return false;
    if (referral.conversation !== undefined)
      await tell(referral.conversation, { id: `accepted:${id}`, notice: 'referral_accepted', params: {} });
    await referrals.told(id);
    return true;
  };

  return {
    tellHer,

    async accept(staff: StaffMember, id: string, version: number): Promise<{ readonly version: number }> {
      const alertId = await inTransaction(client, async (tx) => {
        const before = seen(staff, 'referral.accept', await referrals.byId(id, tx), version);
        const at = clock.now();
        const set = {
          status: 'accepted' as const,
          assignedTo: staff.id,
          nextStepAt: null,
          tellAccepted: true,
          ...placeOf({ ...before, status: 'accepted' }),
        };
        const change: Amendment = { set, history: { at, what: 'accepted', who: staff.id }, newRound: true };
        if (!(await referrals.amend(before, change, tx))) throw conflict('This referral has changed since you saw it');
        await messages.cancel({ type: 'referral', id, beforeVersion: before.round + 1 }, 'settled', tx);
        const taken = await alerts.takeWith(id, staff, tx);
        await audit.append({ who: staff.id, action: 'referral_accepted', subject: 'referral', subjectId: id }, tx);
        return taken;
      });
      live.publish({ type: 'referral', id });
      if (alertId !== null) live.publish({ type: 'alert', id: alertId });
      // Noted in the transaction: the net tells her when this does not.
      await tellHer(id).catch((error: unknown) => log.warn('acceptance_not_told', { referral: id, error }));
      return { version: version + 1 };
    },

    /** @param reason In the person's own words: kept sealed with the family's key. */
    async decline(
      staff: StaffMember,
      id: string,
      { version, reason }: { readonly version: number; readonly reason: string },
    ): Promise<{ readonly version: number }> {
      const send = await inTransaction(client, async (tx): Promise<AfterCommit> => {
        const before = seen(staff, 'referral.decline', await referrals.byId(id, tx), version);
        const at = clock.now();
        const set = { status: 'declined' as const, nextStepAt: null, ...placeOf({ ...before, status: 'declined' }) };
        const kept = await sealed.reason(before.personId ?? '', id, version + 1, reason);
        const change: Amendment = { set, history: { at, what: 'declined', who: staff.id, reason: kept }, newRound: true };
        if (!(await referrals.amend(before, change, tx))) throw conflict('This referral has changed since you saw it');
        await messages.cancel({ type: 'referral', id, beforeVersion: before.round + 1 }, 'settled', tx);
        await audit.append({ who: staff.id, action: 'referral_declined', subject: 'referral', subjectId: id }, tx);
        // A family that was turned away is never left unseen: the supervisors are told.
        const supervisors = (await handover.membersOf(before.organisationId, 'supervisor'))
          .map((member) => member.id)
          .filter((one) => one !== staff.id);
        return handover.call({ ...before, ...set, round: before.round + 1 }, 'referral_declined', supervisors, tx);
      });
      live.publish({ type: 'referral', id });
      await send();
      return { version: version + 1 };
    },
  };
}
