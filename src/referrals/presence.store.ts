import type { Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';

/** Somebody of the staff has a referral open. Nothing about the family. */
interface PresenceDocument {
  /** Referral and member. */
  readonly _id: string;
  readonly organisationId: string;
  readonly referralId: string;
  readonly staffId: string;
  /** Real time of the last sign. */
  readonly seenAt: Date;
}

export const presenceIndexes: CollectionIndexes = {
  collection: 'presence',
  indexes: [{ key: { organisationId: 1, seenAt: 1 } }, { key: { seenAt: 1 }, expireAfterSeconds: 300 }],
};

export type PresenceStore = ReturnType<typeof createPresenceStore>;

/** The only place that touches `presence`. Shared by all web servers; what is lost here costs nothing. */
export function createPresenceStore(db: Db) {
  // Written without waiting for a majority, and so read without one: else a sign of just now is not there yet.
  const present = db.collection<PresenceDocument>('presence', { writeConcern: { w: 1 }, readConcern: { level: 'local' } });
  const idOf = (referralId: string, staffId: string): string => `${referralId}.${staffId}`;
  return {
    /** Resolves with true when this person was not there at `goneBefore` or later. */
    async sign(of: Omit<PresenceDocument, '_id'>, goneBefore: Date): Promise<boolean> {
      const before = await present.findOneAndUpdate({ _id: idOf(of.referralId, of.staffId) }, { $set: of }, { upsert: true });
      return before === null || before.seenAt < goneBefore;
    },
    leave: async (referralId: string, staffId: string): Promise<boolean> =>
      (await present.deleteOne({ _id: idOf(referralId, staffId) })).deletedCount === 1,
    /** Who was seen at `since` or later. */
    since: (organisationId: string, since: Date) =>
      present.find({ organisationId, seenAt: { $gte: since } }, { sort: { _id: 1 }, limit: 500 }).toArray(),
  };
}
