import { setTimeout as wait } from 'node:timers/promises';
import { type Binary, type ClientSession, type Db, type ObjectId, Timestamp } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { commitOutcomes, type CommitOutcome } from './commit-outcomes.ts';
import { groupCommit } from './group-commit.ts';
import type { ErasedTurn, StoredTurn } from './turn.ts';
import { type Appended, NotSavedError, type TurnStore } from './turns.port.ts';

/** A turn or the blank place of an erased one. */
export interface TurnDocument extends Omit<StoredTurn, 'sealed'> {
  readonly _id: ObjectId;
  readonly sealed: Uint8Array | Binary | null;
  /** The server's own logical time of the insert: the outbox is read in this order. */
  readonly ts: Timestamp;
  readonly hasEffects: boolean;
  readonly erased?: true;
  /** When the blank place may go, except the newest: long after any writer that still believes in the old turns. */
  readonly gone?: Date;
}

const BLANKS_KEPT_SECONDS = 86_400;

export const turnIndexes: CollectionIndexes = {
  collection: 'turns',
  indexes: [
    { key: { conversation: 1, seq: 1 }, unique: true },
    { key: { conversation: 1, externalId: 1 }, unique: true },
    { key: { ts: 1 }, partialFilterExpression: { hasEffects: true }, name: 'outbox' },
    { key: { conversation: 1, seq: 1 }, partialFilterExpression: { hasEffects: true }, name: 'outbox_of_conversation' },
    { key: { gone: 1 }, expireAfterSeconds: BLANKS_KEPT_SECONDS, partialFilterExpression: { gone: { $exists: true } } },
  ],
};

/** How long a turn may stay unknown before the sender is told to send it again (reliability: 3 s without MongoDB). */
const GIVE_UP_MS = 3_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;
/** One write that hangs longer than this is treated as unknown and sent again. */
const WRITE_TIMEOUT_MS = 2_000;

const durable = { w: 'majority', journal: true } as const;
const erasedId = (seq: number): string => `erased-${seq}`;

export const turnsCollection = (db: Db) =>
  db.collection<TurnDocument>('turns', { writeConcern: durable, readConcern: { level: 'majority' }, readPreference: 'primary', promoteBuffers: true });

export function toStored(document: TurnDocument): StoredTurn | ErasedTurn {
  const { conversation, seq } = document;
  if (document.erased) return { conversation, seq, erased: true };
  const { externalId, channel, at, program, personId, erasedThrough, effects, sealed } = document;
  return { conversation, seq, externalId, channel, at, program, personId, erasedThrough, effects, sealed: sealed as Uint8Array };
}

const readable = (turn: StoredTurn | ErasedTurn): turn is StoredTurn => !('erased' in turn);

export function createTurnStore(db: Db, options: { giveUpMs?: number } = {}): TurnStore {
  const turns = turnsCollection(db);
  const giveUpMs = options.giveUpMs ?? GIVE_UP_MS;

  const commit = groupCommit<StoredTurn, CommitOutcome>(async (batch) => {
    const documents = batch.map((turn) => ({
      ...turn,
      effects: [...turn.effects],
      ts: new Timestamp({ t: 0, i: 0 }),
      hasEffects: turn.effects.length > 0,
    }));
    try {
      await turns.insertMany(documents as unknown as TurnDocument[], { ordered: false, writeConcern: durable, timeoutMS: WRITE_TIMEOUT_MS });
      return commitOutcomes(null, batch.length);
    } catch (error) {
      return commitOutcomes(error, batch.length);
    }
  });

  const find = async (conversation: string, externalId: string): Promise<StoredTurn | null> => {
    const found = await turns.findOne({ conversation, externalId });
    const turn = found && toStored(found);
    return turn && readable(turn) ? turn : null;
  };

  /** Who holds the place that was refused; null while that turn is not yet visible to a majority. */
  const holder = async (turn: StoredTurn): Promise<Appended | null> => {
    const same = await find(turn.conversation, turn.externalId);
    if (same) return { outcome: 'redelivered', turn: same };
    const other = await turns.findOne({ conversation: turn.conversation, seq: turn.seq }, { projection: { _id: 1 } });
    return other ? { outcome: 'race_lost' } : null;
  };

  const append = async (turn: StoredTurn): Promise<Appended> => {
    const begun = performance.now();
    let pause = FIRST_PAUSE_MS;
    let cause: unknown;
    do {
      const outcome = await commit(turn);
      if (outcome === 'stored') return { outcome };
      if (outcome === 'taken') {
        try {
          const held = await holder(turn);
          if (held) return held;
        } catch (error) {
          cause = error; // unknown, as every error is: try again
        }
      }
      await wait(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    } while (performance.now() - begun < giveUpMs);
    throw new NotSavedError({ cause });
  };

  const externalIdsBefore = async (conversation: string, seq: number, tx: ClientSession | null): Promise<string[]> => {
    const found = await turns
      .find({ conversation, seq: { $lt: seq }, erased: { $exists: false } }, { projection: { externalId: 1 }, ...(tx ? { session: tx } : {}) })
      .toArray();
    return found.map(({ externalId }) => externalId);
  };

  /** Leaves blank places: a writer that still holds an old session finds its place taken. They lapse after a day. */
  const blankBefore = (conversation: string, seq: number, tx: ClientSession | null) =>
    turns.updateMany(
      { conversation, seq: { $lt: seq }, gone: { $exists: false } },
      [
        {
          $replaceWith: {
            _id: '$_id',
            conversation: '$conversation',
            seq: '$seq',
            externalId: { $concat: ['erased-', { $toString: '$seq' }] },
            erased: true,
            gone: '$$NOW',
          },
        },
      ],
      tx ? { session: tx } : {},
    );

  return {
    append,
    find,

    async last(conversation) {
      const found = await turns.findOne({ conversation }, { sort: { seq: -1 } });
      return found && toStored(found);
    },

    async first(conversation) {
      const found = await turns.findOne({ conversation, gone: { $exists: false } }, { sort: { seq: 1 }, projection: { at: 1, externalId: 1, erased: 1 } });
      return found && { at: found.at, externalId: found.erased ? null : found.externalId };
    },

    async list(conversation, { after = 0, limit = 1_000 } = {}) {
      const found = await turns.find({ conversation, seq: { $gt: after } }, { sort: { seq: 1 }, limit }).toArray();
      return found.map(toStored).filter(readable);
    },

    async erase({ conversation, seq, externalId, carried }, at, tx) {
      const session = tx ? { session: tx } : {};
      if (await turns.findOne({ conversation, externalId }, { projection: { _id: 1 }, ...session })) return 'redelivered';
      if (await turns.findOne({ conversation, seq: { $gte: seq } }, { projection: { _id: 1 }, ...session })) return 'race_lost';
      const ids = await externalIdsBefore(conversation, seq, tx);
      await blankBefore(conversation, seq, tx);
      const blank = { conversation, seq, externalId: erasedId(seq), at, erased: true, ts: new Timestamp({ t: 0, i: 0 }) };
      await turns.insertOne(
        { ...blank, hasEffects: carried !== null, sealed: carried === null ? null : Buffer.from(carried) } as unknown as TurnDocument,
        session,
      );
      return [...ids, externalId];
    },

    async eraseBefore(conversation, seq, tx) {
      const ids = await externalIdsBefore(conversation, seq, tx);
      await blankBefore(conversation, seq, tx);
      return ids;
    },
  };
}
