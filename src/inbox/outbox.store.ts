import { type ClientSession, type Db, Timestamp } from 'mongodb';
import { toStored, turnsCollection } from './turns.store.ts';
import type { ErasedTurn, StoredTurn } from './turn.ts';

export interface OutboxRow {
  readonly conversation: string;
  readonly seq: number;
  readonly ts: Timestamp;
}

/** Furthest back that an insert which is still under way may lie: longer than MongoDB lets a transaction live (60 s). */
const LATE_SECONDS = 120;

export type Outbox = ReturnType<typeof createOutbox>;

/** The turns read as an outbox: those with effects, in order, by partial indexes that hold no other turns. */
export function createOutbox(db: Db) {
  const turns = turnsCollection(db);
  const marks = db.collection<{ _id: string; ts: Timestamp }>('outbox_marks');
  const MARK = 'turns';

  return {
    /** Turns of one conversation that have effects, after `seq`, oldest first. */
    async after(conversation: string, seq: number, limit = 50): Promise<(StoredTurn | ErasedTurn)[]> {
      const found = await turns.find({ conversation, hasEffects: true, seq: { $gt: seq } }, { sort: { seq: 1 }, limit }).toArray();
      return found.map(toStored);
    },

    /** The same of many conversations at once, each after its own turn, in the order of each. */
    async afterEach(
      places: readonly { readonly conversation: string; readonly seq: number }[],
      limit: number,
    ): Promise<(StoredTurn | ErasedTurn)[]> {
      const each = places.map(({ conversation, seq }) => ({ conversation, hasEffects: true, seq: { $gt: seq } }));
      const found = await turns.find({ $or: each }, { sort: { conversation: 1, seq: 1 }, limit }).toArray();
      return found.map(toStored);
    },

    /** What an erasure left to do is done: the place says nothing any more. */
    async settle(conversation: string, seq: number, tx: ClientSession): Promise<void> {
      await turns.updateOne({ conversation, seq, erased: true }, { $set: { hasEffects: false, sealed: null } }, { session: tx });
    },

    /** Where the last pass ended, with a margin for what was still under way then. */
    async mark(): Promise<Timestamp> {
      const mark = await marks.findOne({ _id: MARK });
      const seconds = mark?.ts.getHighBitsUnsigned() ?? 0;
      return new Timestamp({ t: Math.max(0, seconds - LATE_SECONDS), i: 0 });
    },

    async setMark(ts: Timestamp): Promise<void> {
      await marks.updateOne({ _id: MARK }, { $max: { ts } }, { upsert: true });
    },

    /** Turns with effects that went in after `ts`, in the server's order. */
    async since(ts: Timestamp, limit: number): Promise<OutboxRow[]> {
      const found = await turns
        .find(
          { hasEffects: true, ts: { $gt: ts } },
          { sort: { ts: 1 }, limit, hint: 'outbox', projection: { conversation: 1, seq: 1, ts: 1 } },
        )
        .toArray();
      return found.map(({ conversation, seq, ts: at }) => ({ conversation, seq, ts: at }));
    },
  };
}
