import type { Db } from 'mongodb';
import type { PersonLink } from '../families/index.ts';
import type { Check } from '../platform/invariant.ts';
import type { Audited, StaffMember } from '../staff/index.ts';
import type { VisitDocument } from './visit.ts';
import { quartersOf } from './visit-hours.ts';

export const visitLinks: readonly PersonLink[] = [{ collection: 'visits', field: 'personId' }];

const REPAIR = {
  overlap: 'move one of the two visits, and tell both families',
  slots: 'take the quarter hours for this visit (`saver_slots`), or move it',
  leak: 'delete these rows of `saver_slots`: they block time that nobody needs',
  saver: 'move or cancel this visit: its saver is not active as a saver of this organisation',
} as const;

/** Entries of the audit chain that each made the next version of a visit, from the first on. */
export const VISIT_VERSIONS = ['visit_booked', 'visit_moved', 'visit_cancelled', 'visit_erased'] as const;

const cancelledByStaff = { $and: [{ $eq: ['$state', 'cancelled'] }, { $ne: ['$cancelReason', 'withdrawn'] }] };
const counted = (count: unknown): object[] => [{ $project: { subjectId: '$_id', count } }, { $match: { count: { $gt: 0 } } }];

/** Changes of staff, as the visits tell of them. */
export const visitChanges: readonly Audited[] = [
  { collection: 'visits', action: 'visit_booked', changes: counted({ $literal: 1 }) },
  { collection: 'visits', action: 'visit_cancelled', changes: counted({ $cond: [cancelledByStaff, 1, 0] }) },
  {
    collection: 'visits',
    action: 'visit_moved',
    changes: counted({ $subtract: ['$version', { $cond: [{ $eq: ['$state', 'cancelled'] }, 2, 1] }] }),
  },
];

export interface VisitsCheckDeps {
  readonly db: Db;
  /** Business time. */
  readonly now: Date;
  readonly savers: (id: string, organisationId: string) => Promise<StaffMember | null>;
}

/** Nobody has two visits at once, each booked visit has its time, and each coming one a saver who may make it. */
export function visitsCheck({ db, now, savers }: VisitsCheckDeps): Check {
  const visits = db.collection<VisitDocument>('visits');
  const slots = db.collection<{ _id: string; visitId: string; saverId: string; at: Date }>('saver_slots');

  const lacksSlots = async ({ _id, saverId, startsAt, endsAt }: VisitDocument): Promise<boolean> => {
    const wanted = quartersOf({ startsAt, endsAt }).map((at) => `${saverId}|${at.toISOString()}`);
    const has = async (): Promise<number> => slots.countDocuments({ _id: { $in: wanted }, visitId: _id });
    if ((await has()) === wanted.length) return false;
    // Moved or cancelled between the two reads?
    const again = await visits.findOne({ _id, state: 'booked', startsAt });
    return again !== null && (await has()) !== wanted.length;
  };

  return {
    name: 'visits',
    covers: ['INV6'],
    async *run() {
      let before = null as VisitDocument | null;
      for await (const visit of visits.find({ state: 'booked' }, { sort: { saverId: 1, startsAt: 1 }, allowDiskUse: true })) {
        const where = `visits ${visit._id}`;
        if (before?.saverId === visit.saverId && before.endsAt > visit.startsAt) {
          const other: VisitDocument = before;
          const [a, b] = await Promise.all([
            visits.findOne({ _id: other._id, state: 'booked' }),
            visits.findOne({ _id: visit._id, state: 'booked' }),
          ]);
          if (a && b && a.saverId === b.saverId && a.endsAt > b.startsAt && b.endsAt > a.startsAt)
            yield { invariant: 'INV6', where, what: `its saver has visit ${other._id} at the same time`, repair: REPAIR.overlap };
        }
        if (await lacksSlots(visit))
          yield { invariant: 'INV6', where, what: 'booked, but the time of its saver is not taken', repair: REPAIR.slots };
        if (visit.startsAt > now && !(await savers(visit.saverId, visit.organisationId)))
          yield { invariant: 'INV6', where, what: 'it holds somebody who is no active saver', repair: REPAIR.saver };
        if (before?.saverId !== visit.saverId || visit.endsAt > before.endsAt) before = visit;
      }

      const leaks = slots.aggregate<{ _id: string; visitId: string }>(
        [
          {
            $lookup: {
              from: 'visits',
              localField: 'visitId',
              foreignField: '_id',
              pipeline: [{ $match: { state: { $ne: 'cancelled' } } }, { $project: { _id: 1 } }],
              as: 'visits',
            },
          },
          { $match: { visits: { $size: 0 } } },
          { $project: { visitId: 1 } },
        ],
        { allowDiskUse: true },
      );
      for await (const { _id, visitId } of leaks) {
        if (
          (await slots.findOne({ _id, visitId })) === null ||
          (await visits.findOne({ _id: visitId, state: { $ne: 'cancelled' } })) !== null
        )
          continue;
        yield {
          invariant: 'INV6',
          where: `saver_slots ${_id}`,
          what: `taken for visit ${visitId}, which does not take place`,
          repair: REPAIR.leak,
        };
      }
    },
  };
}
