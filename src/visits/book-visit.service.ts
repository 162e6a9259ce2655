import type { BookVisit } from '../contract/visits.ts';
import { ForgottenError } from '../families/index.ts';
import { newId as randomId } from '../platform/ids.ts';
import { forbidden, notFound } from '../platform/problem.ts';
import { inTransaction } from '../platform/transaction.ts';
import { mayDo, type StaffMember } from '../staff/index.ts';
import type { AfterChange } from './after-change.ts';
import type { Planner } from './planned.ts';
import type { BookableReferral, VisitsDeps } from './ports.ts';
import { notAccepted, placeUnsafe, saverBusy, saverUnknown, timeRefused, tooClose } from './refusals.ts';
import type { VisitDocument } from './visit.ts';
import { isUrgent, visitTime } from './visit-hours.ts';
import { SaverBusyError, type VisitStore } from './visits.store.ts';

export interface BookDeps
  extends Pick<VisitsDeps, 'client' | 'families' | 'referral' | 'savers' | 'rules' | 'audit' | 'clock' | 'log' | 'newId'> {
  readonly store: VisitStore;
  readonly plan: Planner;
  readonly afterChange: AfterChange;
}

/** Books a home visit: the visit, the saver's time, the ledger rows and the audit entry in one transaction. */
export function createBookVisit({
  store,
  plan,
  afterChange,
  client,
  families,
  referral: findReferral,
  savers,
  rules,
  audit,
  clock,
  log,
  newId = randomId,
}: BookDeps) {
  /** In quiet mode nobody comes to the home, unless she said that calls are safe (intake.md §4). */
  const homeIsSafe = async ({ personId, quiet }: BookableReferral): Promise<boolean> => {
    try {
      const profile = await families.profileOf(personId);
      return !(quiet || profile.quiet) || profile.safe === 'yes_call';
    } catch (error) {
      if (error instanceof ForgottenError) throw notFound('This referral');
      throw error;
    }
  };

  const referralFor = async (staff: StaffMember, referralId: string): Promise<BookableReferral> => {
    const referral = await findReferral(referralId);
    if (!referral || referral.organisationId !== staff.organisationId) throw notFound('This referral');
    if (!mayDo(staff, 'visit.book', referral)) throw forbidden('Only the case manager of this referral books its visits');
    if (referral.status !== 'accepted') throw notAccepted();
    return referral;
  };

  const wanted = async (
    referral: BookableReferral,
    { saverId, date, time, minutes, place }: BookVisit,
    staff: StaffMember,
    now: Date,
  ): Promise<VisitDocument> => {
    if (place === 'home' && !(await homeIsSafe(referral))) throw placeUnsafe();
    const when = visitTime({ date, time, minutes, first: await store.isFirst(referral.id) }, now, rules.calendar);
    if (when === 'holidays-missing') log.error('holidays_missing', { kind: 'visit' });
    if (typeof when === 'string') throw timeRefused(when);
    if (!(await savers.find(saverId, referral.organisationId))) throw saverUnknown();
    const { id: referralId, code, personId, conversation, lang, organisationId } = referral;
    return {
      _id: newId(),
      referralId,
      code,
      personId,
      conversation,
      lang,
      organisationId,
      saverId,
      ...when,
      minutes,
      place,
      state: 'booked',
      cancelReason: null,
      version: 1,
      toldVersion: 0,
      tell: true,
      tellUntil: new Date(0),
      bookedAt: now,
      bookedBy: staff.id,
      changedAt: now,
    };
  };

  return async (staff: StaffMember, referralId: string, body: BookVisit): Promise<VisitDocument> => {
    const now = clock.now();
    const referral = await referralFor(staff, referralId);
    const visit = await wanted(referral, body, staff, now);
    const { _id, saverId } = visit;
    let queue = async (): Promise<void> => {};
    try {
      await inTransaction(client, async (tx) => {
        await store.take(_id, saverId, visit, tx);
        if ((await store.familyHasOneNear(referralId, visit.startsAt, null, tx)) && !isUrgent(referral)) throw tooClose();
        await store.insert(visit, tx);
        queue = await plan(visit, 'booked', now, tx);
        await audit.append(
          { who: staff.id, action: 'visit_booked', subject: 'visit', subjectId: _id, fields: ['saver', 'time', 'place'] },
          tx,
        );
      });
    } catch (error) {
      throw error instanceof SaverBusyError ? saverBusy() : error;
    }
    await afterChange(visit, queue);
    return visit;
  };
}
