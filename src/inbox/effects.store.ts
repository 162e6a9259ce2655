import type { ClientSession, Db } from 'mongodb';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';
import { effectId } from './turn.ts';

export const effectIndexes: readonly CollectionIndexes[] = [
  { collection: 'conversations', indexes: [] },
  { collection: 'applied_effects', indexes: [] },
  { collection: 'outbox_marks', indexes: [] },
  { collection: 'stuck_effects', indexes: [{ key: { nextAt: 1 } }] },
];

/** Waits between tries of an effect that cannot be applied. */
const RETRY_SECONDS = { first: 5, longest: 600 } as const;

export interface EffectKey {
  readonly conversation: string;
  readonly seq: number;
  readonly index: number;
}

/** A lane that moves on from turn `from` (null: it has not begun) to turn `to`. */
export interface LaneMove {
  readonly conversation: string;
  readonly from: number | null;
  readonly to: number;
}

export type EffectLedger = ReturnType<typeof createEffectLedger>;

/** How far the effects of each conversation are applied, and which ones. */
export function createEffectLedger(db: Db) {
  const lanes = db.collection<{ _id: string; appliedThrough: number }>('conversations');
  const applied = db.collection<{ _id: string; at: Date }>('applied_effects');
  const stuck = db.collection<{ _id: string; seq: number; tries: number; nextAt: Date }>('stuck_effects');

  return {
    /** The turn up to which everything is applied; null before the first. */
    async through(conversation: string): Promise<number | null> {
      return (await lanes.findOne({ _id: conversation }))?.appliedThrough ?? null;
    },

    async throughAll(conversations: readonly string[]): Promise<Map<string, number>> {
      const found = await lanes.find({ _id: { $in: [...conversations] } }).toArray();
      return new Map(found.map(({ _id, appliedThrough }) => [_id, appliedThrough]));
    },

    /** Moves lanes on, if each still stands at its `from`; two processes at once exclude each other here. */
    async advance(moves: readonly LaneMove[], tx: ClientSession): Promise<boolean> {
      const writes = moves.map(({ conversation, from, to }) => ({
        updateOne: {
          filter: { _id: conversation, appliedThrough: from ?? { $exists: false } },
          update: { $set: { appliedThrough: to } },
          upsert: from === null,
        },
      }));
      try {
        const { matchedCount, upsertedCount } = await lanes.bulkWrite(writes, { session: tx, ordered: false });
        return matchedCount + upsertedCount === moves.length;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Everything up to `to` was erased: nothing of it is left to apply. */
    async pass(conversation: string, to: number): Promise<void> {
      await lanes.updateOne({ _id: conversation }, { $max: { appliedThrough: to } }, { upsert: true });
    },

    async unapplied<E extends EffectKey>(effects: readonly E[], tx?: ClientSession): Promise<E[]> {
      if (effects.length === 0) return [];
      const ids = effects.map(({ conversation, seq, index }) => effectId(conversation, seq, index));
      const found = await applied.find({ _id: { $in: ids } }, tx ? { session: tx } : {}).toArray();
      const done = new Set(found.map(({ _id }) => _id));
      return effects.filter((_, i) => !done.has(ids[i] ?? ''));
    },

    async markApplied(effects: readonly (EffectKey & { readonly at: Date })[], tx: ClientSession): Promise<void> {
      if (effects.length === 0) return;
      await applied.insertMany(
        effects.map(({ conversation, seq, index, at }) => ({ _id: effectId(conversation, seq, index), at })),
        { session: tx },
      );
    },

    /** Remembers a conversation whose effects cannot be applied now, for a later try. Returns the number of tries. */
    async defer(conversation: string, seq: number): Promise<number> {
      const wait = { $min: [RETRY_SECONDS.longest, { $multiply: [RETRY_SECONDS.first, { $pow: [2, { $ifNull: ['$tries', 0] }] }] }] };
      const after = await stuck.findOneAndUpdate(
        { _id: conversation },
        [
          {
            $set: {
              seq,
              tries: { $add: [{ $ifNull: ['$tries', 0] }, 1] },
              nextAt: { $dateAdd: { startDate: '$$NOW', unit: 'second', amount: { $toLong: wait } } },
            },
          },
        ],
        { upsert: true, returnDocument: 'after' },
      );
      return after?.tries ?? 1;
    },

    async deferredNow(limit: number): Promise<string[]> {
      const found = await stuck.find({ $expr: { $lte: ['$nextAt', '$$NOW'] } }, { sort: { nextAt: 1 }, limit }).toArray();
      return found.map(({ _id }) => _id);
    },

    async recovered(conversation: string): Promise<void> {
      await stuck.deleteOne({ _id: conversation });
    },

    /** Conversations that wait for a later try; for the metrics. */
    countStuck: (): Promise<number> => stuck.estimatedDocumentCount(),
  };
}
