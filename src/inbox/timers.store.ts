import type { ClientSession, Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';

export const timerIndexes: CollectionIndexes = { collection: 'timers', indexes: [{ key: { at: 1 } }] };

export interface DueTimer {
  readonly conversation: string;
  readonly at: Date;
}

export type Timers = ReturnType<typeof createTimers>;

/** Which conversations want a turn of their own, and when (business time). A hint: the session's `wakeAt` decides. */
export function createTimers(db: Db) {
  const timers = db.collection<{ _id: string; at: Date }>('timers');

  return {
    async set(conversation: string, at: Date | null): Promise<void> {
      if (at === null) await timers.deleteOne({ _id: conversation });
      else await timers.updateOne({ _id: conversation }, { $set: { at } }, { upsert: true });
    },

    /** The same for many conversations at once. */
    async setAll(wanted: readonly { readonly conversation: string; readonly at: Date | null }[], tx: ClientSession): Promise<void> {
      const writes = wanted.map(({ conversation: _id, at }) =>
        at === null ? { deleteOne: { filter: { _id } } } : { updateOne: { filter: { _id }, update: { $set: { at } }, upsert: true } },
      );
      if (writes.length > 0) await timers.bulkWrite(writes, { session: tx, ordered: false });
    },

    async due(now: Date, limit: number): Promise<DueTimer[]> {
      const found = await timers.find({ at: { $lte: now } }, { sort: { at: 1 }, limit }).toArray();
      return found.map(({ _id, at }) => ({ conversation: _id, at }));
    },

    /** Done with this one, unless it was set anew meanwhile. */
    async clear({ conversation, at }: DueTimer): Promise<void> {
      await timers.deleteOne({ _id: conversation, at });
    },
  };
}
