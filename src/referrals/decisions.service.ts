import type { ClientSession, MongoClient } from 'mongodb';
import type { z } from 'zod';
import type { Visit } from '../contract/visits.ts';
import type { AfterCommit, Notice } from '../inbox/index.ts';
import type { Messages } from '../messages/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import { forbidden, notFound, ProblemError } from '../platform/problem.ts';
import type { Queues } from '../platform/queues.ts';
import { inTransaction } from '../platform/transaction.ts';
import { type Audit, mayDo, type StaffMember } from '../staff/index.ts';
import type { Alerts } from './alerts.service.ts';
import type { Handover } from './handover.service.ts';
import { acceptanceJob, handoverJob, ladderJob } from './jobs.ts';
import { placeOf, type ReferralDocument } from './referral.ts';
import type { Amendment, ReferralStore } from './referrals.store.ts';
import type { Sealed } from './sealed.ts';
import { createSeen, type LineOf } from './seen.ts';

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
  readonly queues: Queues;
  readonly lineOf: LineOf;
  readonly visitsOf: (referralId: string) => Promise<readonly z.output<typeof Visit>[]>;
  readonly clock: Clock;
  /** Real time: how long an acceptance can be taken back. */
  readonly realClock: Clock;
  readonly log: Log;
}

/** For so long an acceptance can be taken back, as it is offered, and what the way to the server may add. Real time. */
const UNDO_SECONDS = 10;
const GRACE_SECONDS = 5;
const UNDO_MS = (UNDO_SECONDS + GRACE_SECONDS) * 1_000;
const END_OF_TIME = new Date(8.64e15);

export type Decisions = ReturnType<typeof createDecisions>;

/** Accept or decline, each once, on the referral as the person saw it; an acceptance can be taken back at once. */
export function createDecisions(deps: DecisionDeps) {
  const { client, referrals, sealed, alerts, handover, messages, audit, live, tell, queues, lineOf, visitsOf, clock, realClock, log } =
    deps;

  const { seen, changed } = createSeen(lineOf);
  const undoOver = async (now: ReferralDocument) =>
    new ProblemError({
      status: 409,
      slug: 'undo-over',
      title: 'This acceptance cannot be taken back any more',
      kept: 'nothing was changed',
      current: await lineOf(now),
    });
  const amend = async (before: ReferralDocument, change: Amendment, sent: object, tx: ClientSession): Promise<void> => {
    if (!(await referrals.amend(before, change, tx))) throw await changed((await referrals.byId(before._id)) ?? before, sent);
  };

  /** Tells her in the chat that somebody took her case, if that is due by `now` and was not done yet. */
  const tellHer = async (id: string, now = realClock.now()): Promise<boolean> => {
    const referral = await referrals.takeToTell(id, now);
    if (!referral) return false;
    if (referral.conversation !== undefined)
      await tell(referral.conversation, { id: `accepted:${id}`, notice: 'referral_accepted', params: {} });
    await referrals.told(id);
    return true;
  };

  return {
    tellHer: (id: string) => tellHer(id),

    /** Something that she will be told rests on the acceptance: it cannot be taken back any more, and she hears of it first. */
    settle: (id: string) => tellHer(id, END_OF_TIME),

    /** Takes a case. She is told when it cannot be taken back any more; in an emergency at once. */
    async accept(
      staff: StaffMember,
      id: string,
      sent: { readonly version: number },
    ): Promise<{ readonly version: number; readonly undoSeconds: number }> {
      const done = await inTransaction(client, async (tx) => {
        const before = await seen(staff, 'referral.accept', await referrals.byId(id, tx), sent);
        const alertId = await alerts.takeWith(id, staff, tx);
        const undoable = alertId === null && before.level !== 'emergency';
        const until = new Date(realClock.now().getTime() + UNDO_MS);
        const { status, assignedTo, nextStepAt } = before;
        const set = {
          status: 'accepted' as const,
          assignedTo: staff.id,
          nextStepAt: null,
          tellAccepted: true,
          tellAt: undoable ? until : null,
          undo: undoable ? { by: staff.id, version: before.version + 1, until, before: { status, assignedTo, nextStepAt } } : null,
          ...placeOf({ ...before, status: 'accepted' }),
        };
        await amend(before, { set, history: { at: clock.now(), what: 'accepted', who: staff.id }, newRound: true }, sent, tx);
        await messages.cancel({ type: 'referral', id, beforeVersion: before.round + 1 }, 'settled', tx);
        await audit.append({ who: staff.id, action: 'referral_accepted', subject: 'referral', subjectId: id }, tx);
        return { alertId, undoable, round: before.round + 1 };
      });
      live.publish({ type: 'referral', id });
      if (done.alertId !== null) live.publish({ type: 'alert', id: done.alertId });
      // Noted in the transaction: the net tells her when this does not.
      if (done.undoable) await queues.add(acceptanceJob({ _id: id, round: done.round }, UNDO_MS));
      else await tellHer(id).catch((error: unknown) => log.warn('acceptance_not_told', { referral: id, error }));
      return { version: sent.version + 1, undoSeconds: done.undoable ? UNDO_SECONDS : 0 };
    },

    /**
     * Takes an acceptance back: by who accepted, before she is told, and only while nothing else has happened. Then the
     * ladder and the deadlines are as they were, and who had the case before is called again.
     */
    async undoAccept(staff: StaffMember, id: string): Promise<{ readonly version: number }> {
      const done = await inTransaction(client, async (tx) => {
        const before = await referrals.byId(id, tx);
        if (!before || !mayDo(staff, 'referral.read', before)) throw notFound('This referral');
        if (!mayDo(staff, 'referral.accept', before)) throw forbidden('Your role does not accept');
        const { undo } = before;
        if (undo && undo.by !== staff.id) throw forbidden('Only who accepted takes it back');
        const late = !undo || undo.version !== before.version || undo.until <= realClock.now();
        if (late || (await visitsOf(id)).some(({ state }) => state !== 'cancelled')) throw await undoOver(before);
        const set = { ...undo.before, tellAccepted: false, tellAt: null, undo: null, ...placeOf({ ...before, ...undo.before }) };
        const history = { at: clock.now(), what: 'accept_undone', who: staff.id };
        await amend(before, { set, history, newRound: true }, {}, tx);
        await audit.append({ who: staff.id, action: 'referral_accept_undone', subject: 'referral', subjectId: id }, tx);
        const after = { ...before, ...set, round: before.round + 1, version: before.version + 1 };
        const { assignedTo } = after;
        const others = assignedTo === null || assignedTo === staff.id ? [] : [assignedTo];
        return { after, send: await handover.call(after, 'referral_assigned', others, tx) };
      });
      live.publish({ type: 'referral', id });
      const ladder = ladderJob(done.after, clock.now());
      if (ladder) await queues.add(ladder);
      if (done.after.status === 'submitted') await queues.add(handoverJob(done.after));
      await done.send();
      return { version: done.after.version };
    },

    /** @param reason In the person's own words: kept sealed with the family's key. */
    async decline(
      staff: StaffMember,
      id: string,
      sent: { readonly version: number; readonly reason: string },
    ): Promise<{ readonly version: number }> {
      const { version, reason } = sent;
      const send = await inTransaction(client, async (tx): Promise<AfterCommit> => {
        const before = await seen(staff, 'referral.decline', await referrals.byId(id, tx), sent);
        const at = clock.now();
        const set = { status: 'declined' as const, nextStepAt: null, ...placeOf({ ...before, status: 'declined' }) };
        const kept = await sealed.reason(before.personId ?? '', id, version + 1, reason);
        const change: Amendment = { set, history: { at, what: 'declined', who: staff.id, reason: kept }, newRound: true };
        await amend(before, change, sent, tx);
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
