import type { ClientSession, Db } from 'mongodb';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';
import type { VisitDocument } from './visit.ts';
import { APART_MS, quartersOf, type VisitTime } from './visit-hours.ts';

/** A quarter hour of a saver's day that a visit has taken; the id makes a second one impossible. */
interface SaverSlot {
  /** `<saver>|<instant>` */
  readonly _id: string;
  readonly visitId: string;
  readonly saverId: string;
  readonly at: Date;
}

export const visitIndexes: readonly CollectionIndexes[] = [
  {
    collection: 'visits',
    indexes: [
      { key: { referralId: 1, startsAt: 1 } },
      { key: { saverId: 1, startsAt: 1 } },
      // Every string: `$type` would keep whoever looks for one from this index.
      { key: { personId: 1, startsAt: 1 }, partialFilterExpression: { personId: { $gt: '' } }, name: 'of_person' },
      { key: { changedAt: 1 }, name: 'untold', partialFilterExpression: { tell: true } },
    ],
  },
  { collection: 'saver_slots', indexes: [{ key: { visitId: 1 } }] },
  { collection: 'visit_families', indexes: [] },
];

/** The saver has another visit then. */
export class SaverBusyError extends Error {
  constructor() {
    super('the saver has another visit then');
    this.name = 'SaverBusyError';
  }
}

export type Change = Partial<Pick<VisitDocument, 'startsAt' | 'endsAt' | 'state' | 'cancelReason' | 'code' | 'personId' | 'conversation'>>;

const TELL_MS = 30_000;

export type VisitStore = ReturnType<typeof createVisitStore>;

/** Visits, and the quarter hours that they take of their savers' days. */
export function createVisitStore(db: Db) {
  const visits = db.collection<VisitDocument>('visits');
  const slots = db.collection<SaverSlot>('saver_slots');
  const families = db.collection<{ _id: string; turns: number }>('visit_families');

  return {
    byId: (id: string, tx?: ClientSession) => visits.findOne({ _id: id }, tx ? { session: tx } : {}),
    ofReferral: (referralId: string) => visits.find({ referralId }, { sort: { startsAt: 1 } }).toArray(),
    ofSaver: (saverId: string, from: Date, limit: number) =>
      visits.find({ saverId, startsAt: { $gte: from } }, { sort: { startsAt: 1 }, limit }).toArray(),
    ofPerson: (personId: string, tx?: ClientSession) => visits.find({ personId }, tx ? { session: tx } : {}).toArray(),
    /** Booked visits of a person from `now` on. */
    upcomingOf: (personId: string, now: Date) => visits.find({ personId, startsAt: { $gt: now }, state: 'booked' }).toArray(),
    isFirst: async (referralId: string, except: string | null = null): Promise<boolean> =>
      (await visits.findOne(
        { referralId, state: { $ne: 'cancelled' }, ...(except === null ? {} : { _id: { $ne: except } }) },
        { projection: { _id: 1 } },
      )) === null,

    async insert(visit: VisitDocument, tx: ClientSession): Promise<void> {
      await visits.insertOne(visit, { session: tx });
    },

    /** Changes one version into the next. Null when it is not booked in this version any more. */
    change: (id: string, version: number, change: Change & { readonly changedAt: Date; readonly tell: boolean }, tx: ClientSession) =>
      visits.findOneAndUpdate(
        { _id: id, version, state: 'booked' },
        { $set: change, $inc: { version: 1 } },
        { session: tx, returnDocument: 'after' },
      ),

    /** Takes the saver's time for a visit, giving back what it had. Throws `SaverBusyError`. */
    async take(visitId: string, saverId: string, time: VisitTime, tx: ClientSession): Promise<void> {
      await slots.deleteMany({ visitId }, { session: tx });
      const wanted = quartersOf(time).map((at) => ({ _id: `${saverId}|${at.toISOString()}`, visitId, saverId, at }));
      try {
        await slots.insertMany(wanted, { session: tx });
      } catch (error) {
        if (isDuplicateKey(error)) throw new SaverBusyError();
        throw error;
      }
    },
    async giveBack(visitId: string, tx: ClientSession): Promise<void> {
      await slots.deleteMany({ visitId }, { session: tx });
    },

    /** Whether the family has another visit less than a day from `startsAt`. Two bookings for one family wait for each other here. */
    async familyHasOneNear(referralId: string, startsAt: Date, except: string | null, tx: ClientSession): Promise<boolean> {
      await families.updateOne({ _id: referralId }, { $inc: { turns: 1 } }, { upsert: true, session: tx });
      const [from, to] = [new Date(startsAt.getTime() - APART_MS), new Date(startsAt.getTime() + APART_MS)];
      const near = await visits.findOne(
        { referralId, state: 'booked', startsAt: { $gt: from, $lt: to }, ...(except === null ? {} : { _id: { $ne: except } }) },
        { session: tx, projection: { _id: 1 } },
      );
      return near !== null;
    },

    /** Takes a visit that has something to tell, for this process alone. Null when there is nothing, or another is at it. */
    holdToTell: (id: string) =>
      visits.findOneAndUpdate(
        { _id: id, tell: true, $expr: { $lt: ['$tellUntil', '$$NOW'] } },
        [{ $set: { tellUntil: { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: TELL_MS } } } }],
        { returnDocument: 'after' },
      ),
    /** She knows of this version. Anything newer is still to be told. */
    async told(id: string, version: number): Promise<void> {
      await visits.updateOne({ _id: id }, [
        { $set: { toldVersion: { $max: ['$toldVersion', version] }, tell: { $gt: ['$version', version] }, tellUntil: new Date(0) } },
      ]);
    },
    async releaseToTell(id: string): Promise<void> {
      await visits.updateOne({ _id: id }, { $set: { tellUntil: new Date(0) } });
    },
    untold: async (limit: number): Promise<string[]> =>
      (
        await visits
          .find(
            { tell: true, $expr: { $lt: ['$tellUntil', '$$NOW'] } },
            { sort: { changedAt: 1 }, limit, hint: 'untold', projection: { _id: 1 } },
          )
          .toArray()
      ).map(({ _id }) => _id),

    async setLanguage(personId: string, lang: string, tx: ClientSession): Promise<void> {
      await visits.updateMany({ personId }, { $set: { lang } }, { session: tx });
    },

    /** Cancels what is to come and takes away all that leads to the person. */
    async forget(id: string, cancel: boolean, changedAt: Date, tx: ClientSession): Promise<void> {
      await visits.updateOne(
        { _id: id },
        {
          $set: {
            code: '',
            personId: null,
            conversation: null,
            tell: false,
            ...(cancel ? { state: 'cancelled', cancelReason: 'withdrawn', changedAt } : {}),
          },
          ...(cancel ? { $inc: { version: 1 } } : {}),
        },
        { session: tx },
      );
      if (cancel) await slots.deleteMany({ visitId: id }, { session: tx });
    },
  };
}
