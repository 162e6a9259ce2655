import type { Storage, StoreItems } from 'botbuilder-core';
import type { Db } from 'mongodb';

/** Botkit's state in MongoDB as a user would write it: one document a key, each write durable on a majority before it counts. */
export function mongoStorage(db: Db): Storage {
  const states = db.collection<{ _id: string; state: object }>('botkit_state', { writeConcern: { w: 'majority', journal: true } });
  return {
    async read(keys) {
      const found = await states.find({ _id: { $in: keys } }).toArray();
      return Object.fromEntries(found.map(({ _id, state }) => [_id, state])) as StoreItems;
    },
    async write(changes) {
      const writes = Object.entries(changes as Record<string, object>).map(([_id, state]) => ({
        replaceOne: { filter: { _id }, replacement: { state }, upsert: true },
      }));
      if (writes.length > 0) await states.bulkWrite(writes, { ordered: false });
    },
    async delete(keys) {
      await states.deleteMany({ _id: { $in: keys } });
    },
  };
}
