import type { ClientSession, Db } from 'mongodb';
import type { Hmac } from '../platform/hmac.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { openJson, sealJson, type Place } from '../platform/seal.ts';
import type { ErasureReason, Grave, Tombstone } from './erasure.ts';

interface TombstoneDocument {
  /** Keyed hash of (conversation, last erased turn). */
  readonly _id: string;
  readonly conversation: string;
  readonly externalIds: readonly string[];
  readonly through: number;
  readonly at: Date;
  readonly reason: ErasureReason;
  readonly farewell: { readonly for: string; readonly sealed: Buffer } | null;
}

export const tombstoneIndexes: CollectionIndexes = {
  collection: 'tombstones',
  indexes: [{ key: { conversation: 1, externalIds: 1 } }],
};

const place = (id: string): Place => ({ collection: 'tombstones', id, field: 'farewell' });

export type Tombstones = ReturnType<typeof createTombstones>;

export function createTombstones(db: Db, hmac: Hmac) {
  const stones = db.collection<TombstoneDocument>('tombstones', { promoteBuffers: true });
  const hashed = (conversation: string, externalId: string): string => hmac.digest('tombstone', 'message', conversation, externalId);
  const farewellKey = (conversation: string, externalId: string): Buffer => hmac.key('farewell', conversation, externalId);

  return {
    /** Writes the one tombstone of an erasure; again with the same or with fewer messages changes nothing. */
    async write(stone: Tombstone, tx?: ClientSession): Promise<void> {
      const { conversation, farewell, through, at, reason } = stone;
      const _id = hmac.digest('tombstone', 'erasure', conversation, String(through));
      const said = farewell && {
        for: hashed(conversation, farewell.externalId),
        sealed: sealJson(farewellKey(conversation, farewell.externalId), place(_id), farewell.reply),
      };
      await stones.updateOne(
        { _id },
        {
          $setOnInsert: { conversation: hmac.digest('tombstone', 'conversation', conversation), through, at, reason, farewell: said },
          $addToSet: { externalIds: { $each: stone.externalIds.map((id) => hashed(conversation, id)) } },
        },
        { upsert: true, ...(tx ? { session: tx } : {}) },
      );
    },

    /** The tombstone that this message lies under, or null. */
    async find<Reply>(conversation: string, externalId: string): Promise<Grave<Reply> | null> {
      const id = hashed(conversation, externalId);
      const stone = await stones.findOne({ conversation: hmac.digest('tombstone', 'conversation', conversation), externalIds: id });
      if (!stone) return null;
      const reply =
        stone.farewell?.for === id ? openJson<Reply>(farewellKey(conversation, externalId), place(stone._id), stone.farewell.sealed) : null;
      return { reason: stone.reason, through: stone.through, reply };
    },
  };
}
