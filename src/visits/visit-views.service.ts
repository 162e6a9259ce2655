import type { Delivery, MyVisit, Visit } from '../contract/visits.ts';
import type { DeliveryRow } from '../messages/index.ts';
import type { Resource, StaffMember } from '../staff/index.ts';
import type { VisitsDeps } from './ports.ts';
import type { VisitDocument } from './visit.ts';
import { startOfToday } from './visit-hours.ts';
import type { VisitStore } from './visits.store.ts';

/** More than a saver can have (M04), cancelled ones included. */
const MOST_MINE = 200;

/** A ledger row as staff see it. */
export const deliveryView = ({ id, subject, audience, kind, channel, due, expires, state, reason, at }: DeliveryRow): Delivery => ({
  id,
  visitId: subject.type === 'visit' ? subject.id : null,
  audience,
  kind,
  channel,
  due: due.toISOString(),
  expires: expires.toISOString(),
  state,
  reason,
  at: at.toISOString(),
});

export type VisitViews = ReturnType<typeof createVisitViews>;

/** Visits as staff see them. */
export function createVisitViews({
  store,
  families,
  messages,
  directory,
  clock,
}: Pick<VisitsDeps, 'families' | 'messages' | 'directory' | 'clock'> & { store: VisitStore }) {
  /** Her last word on reminders; null when she was not asked or has not answered. */
  const consentOf = async (personId: string): Promise<boolean | null> =>
    (await families.consentsOf(personId)).findLast(({ consent }) => consent === 'consent_reminder')?.given ?? null;

  const views = async (visits: readonly VisitDocument[]): Promise<Visit[]> => {
    const persons = [...new Set(visits.flatMap(({ personId }) => personId ?? []))];
    const [names, answers] = await Promise.all([
      directory.names([...new Set(visits.map(({ saverId }) => saverId))]),
      Promise.all(persons.map(async (personId) => [personId, await consentOf(personId)] as const)),
    ]);
    const consents = new Map(answers);
    return visits.map(({ _id, referralId, code, personId, saverId, startsAt, endsAt, place, state, version }) => ({
      id: _id,
      referralId,
      code,
      saverId,
      saverName: names.get(saverId) ?? '',
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      place,
      state,
      version,
      reminderConsent: personId === null ? null : (consents.get(personId) ?? null),
    }));
  };

  const resourceOf = async (visitId: string): Promise<Resource | null> => {
    const visit = await store.byId(visitId);
    return visit && { organisationId: visit.organisationId, saverId: visit.saverId };
  };

  return {
    resourceOf,
    /** Whose record a message about a visit is; null for messages about anything else. */
    async resourceOfDelivery(deliveryId: string): Promise<Resource | null> {
      const subject = await messages.subjectOf(deliveryId);
      return subject?.type === 'visit' ? resourceOf(subject.id) : null;
    },
    one: async (visit: VisitDocument): Promise<Visit> => {
      const [view] = await views([visit]);
      if (!view) throw new Error('a visit without a view');
      return view;
    },
    /** All visits of a referral, earliest first, cancelled ones too. */
    visitsOf: async (referralId: string): Promise<readonly Visit[]> => views(await store.ofReferral(referralId)),
    /** All messages about them, to whomever. */
    async deliveriesOf(referralId: string): Promise<readonly Delivery[]> {
      const ids = (await store.ofReferral(referralId)).map(({ _id }) => _id);
      return ids.length === 0 ? [] : (await messages.about('visit', ids)).map(deliveryView);
    },
    /** A saver's own visits from today on, with the messages to the saver. */
    async mine({ id: saverId }: StaffMember): Promise<readonly MyVisit[]> {
      const visits = await store.ofSaver(saverId, startOfToday(clock.now()), MOST_MINE);
      if (visits.length === 0) return [];
      const [shown, rows] = await Promise.all([
        views(visits),
        messages.about(
          'visit',
          visits.map(({ _id }) => _id),
        ),
      ]);
      const own = rows.filter(({ staffId }) => staffId === saverId);
      return shown.map((view, i) => ({
        ...view,
        lang: visits[i]?.lang ?? 'ko',
        deliveries: own.filter(({ subject }) => subject.id === view.id).map(deliveryView),
      }));
    },
  };
}
