import type { ClientSession, Db } from 'mongodb';
import type { QueueFilter } from '../contract/queue.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';

/** A filter of the queue under a name. Codes only: nothing about a family but, at most, a case code. */
export interface ViewDocument {
  readonly _id: string;
  readonly staffId: string;
  readonly name: string;
  readonly filter: QueueFilter;
}

export const viewIndexes: CollectionIndexes = {
  collection: 'queue_views',
  indexes: [{ key: { staffId: 1, name: 1 }, unique: true }],
};

export type ViewStore = ReturnType<typeof createViewStore>;

/** The only place that touches `queue_views`. */
export function createViewStore(db: Db) {
  const views = db.collection<ViewDocument>('queue_views');
  return {
    of: (staffId: string, tx?: ClientSession) => views.find({ staffId }, { sort: { name: 1 }, ...(tx ? { session: tx } : {}) }).toArray(),
    async put({ _id, staffId, name, filter }: ViewDocument, tx: ClientSession): Promise<void> {
      await views.updateOne({ staffId, name }, { $set: { filter }, $setOnInsert: { _id } }, { upsert: true, session: tx });
    },
    /** False when this person has no such view. */
    remove: async (staffId: string, id: string, tx: ClientSession): Promise<boolean> =>
      (await views.deleteOne({ _id: id, staffId }, { session: tx })).deletedCount === 1,
  };
}
