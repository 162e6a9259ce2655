import type { ClientSession } from 'mongodb';
import type { CancelVisit, MoveVisit } from '../contract/visits.ts';
import { conflict, forbidden, notFound } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import { mayDo, type StaffMember } from '../staff/index.ts';
import type { AfterChange } from './after-change.ts';
import type { Planner, Queue } from './planned.ts';
import type { BookableReferral, VisitsDeps } from './ports.ts';
import { saverBusy, saverUnknown, timeRefused, tooClose } from './refusals.ts';
import type { VisitDocument } from './visit.ts';
import { isUrgent, visitTime } from './visit-hours.ts';
import { type Change, SaverBusyError, type VisitStore } from './visits.store.ts';

export interface ChangeDeps extends Pick<VisitsDeps, 'client' | 'referral' | 'savers' | 'messages' | 'rules' | 'audit' | 'clock' | 'log'> {
  readonly store: VisitStore;
  readonly plan: Planner;
  readonly afterChange: AfterChange;
}

const changedMeanwhile = () => conflict('This visit was changed meanwhile');

/** Moves and cancels visits. The messages of the old version are taken back in the same transaction. */
export function createChangeVisit(deps: ChangeDeps) {
  const { store, plan, afterChange, client, referral: findReferral, savers, messages, rules, audit, clock, log } = deps;

  const visitFor = async (staff: StaffMember, id: string): Promise<{ visit: VisitDocument; referral: BookableReferral | null }> => {
    const visit = await store.byId(id);
    if (!visit || visit.organisationId !== staff.organisationId) throw notFound('This visit');
    const referral = await findReferral(visit.referralId);
    const { organisationId, saverId } = visit;
    if (!mayDo(staff, 'visit.change', { organisationId, saverId, assignedTo: referral?.assignedTo ?? null }))
      throw forbidden('Only the case manager of this visit changes it');
    return { visit, referral };
  };

  interface Step {
    readonly change: Change;
    readonly news: 'moved' | 'cancelled';
    readonly fields: readonly string[];
    readonly reason?: string;
    /** Whatever else belongs to the change; throws to refuse it. */
    readonly also: (tx: ClientSession) => Promise<void>;
  }

  const commit = async (
    staff: StaffMember,
    { _id, version }: VisitDocument,
    { change, news, fields, reason, also }: Step,
  ): Promise<VisitDocument> => {
    const now = clock.now();
    let queue: Queue = async () => {};
    const changed = await inTransaction(client, async (tx) => {
      const after = await store.change(_id, version, { ...change, changedAt: now, tell: true }, tx);
      if (!after) throw changedMeanwhile();
      await also(tx);
      await messages.cancel({ type: 'visit', id: _id, beforeVersion: after.version }, `visit_${news}`, tx);
      queue = await plan(after, news, now, tx);
      await audit.append(
        { who: staff.id, action: `visit_${news}`, subject: 'visit', subjectId: _id, fields, ...(reason ? { reason } : {}) },
        tx,
      );
      return after;
    });
    await afterChange(changed, queue);
    return changed;
  };

  return {
    async move(staff: StaffMember, id: string, { date, time, version }: MoveVisit): Promise<VisitDocument> {
      const now = clock.now();
      const { visit, referral } = await visitFor(staff, id);
      if (visit.version !== version || visit.state !== 'booked') throw changedMeanwhile();
      if (!referral) throw notFound('The referral of this visit');
      if (visit.startsAt <= now) throw conflict('This visit has begun');
      if (!(await savers.find(visit.saverId, visit.organisationId))) throw saverUnknown();
      const first = await store.isFirst(visit.referralId, id);
      const when = visitTime({ date, time, minutes: visit.minutes, first }, now, rules.calendar);
      if (when === 'holidays-missing') log.error('holidays_missing', { kind: 'visit' });
      if (typeof when === 'string') throw timeRefused(when);
      const also = async (tx: ClientSession): Promise<void> => {
        await store.take(id, visit.saverId, when, tx);
        if ((await store.familyHasOneNear(visit.referralId, when.startsAt, id, tx)) && !isUrgent(referral)) throw tooClose();
      };
      try {
        return await commit(staff, visit, { change: when, news: 'moved', fields: ['time'], also });
      } catch (error) {
        throw error instanceof SaverBusyError ? saverBusy() : error;
      }
    },

    async cancel(staff: StaffMember, id: string, { version, reason }: CancelVisit): Promise<VisitDocument> {
      const { visit } = await visitFor(staff, id);
      if (visit.version !== version || visit.state !== 'booked') throw changedMeanwhile();
      if (visit.endsAt <= clock.now()) throw conflict('This visit is over');
      return commit(staff, visit, {
        change: { state: 'cancelled', cancelReason: reason },
        news: 'cancelled',
        fields: ['state'],
        reason,
        also: (tx) => store.giveBack(id, tx),
      });
    },
  };
}
