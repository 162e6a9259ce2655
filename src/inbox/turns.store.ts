import { setTimeout as wait } from 'node:timers/promises';
import { type Binary, type Db, type ObjectId, Timestamp } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { commitOutcomes, type CommitOutcome } from './commit-outcomes.ts';
import { groupCommit } from './group-commit.ts';
import { type ErasedTurn, type ErasingTurn, isErased, type StoredTurn } from './turn.ts';
import { type Appended, NotSavedError, type TurnStore } from './turns.port.ts';

type Always = 'conversation' | 'seq' | 'externalId' | 'at';

/** A turn, or the place of an erased one. */
export interface TurnDocument extends Pick<StoredTurn, Always>, Partial<Omit<StoredTurn, Always | 'sealed'>> {
  readonly _id: ObjectId;
  readonly sealed: Uint8Array | Binary | null;
  /** The server's own logical time of the insert: the outbox is read in this order. */
  readonly ts: Timestamp;
  readonly hasEffects: boolean;
  readonly erased?: true;
  readonly unfinished?: true;
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

/** A place without a turn: all of it goes but its number. */
const BLANKED = [
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
];

export const turnsCollection = (db: Db) =>
  db.collection<TurnDocument>('turns', {
    writeConcern: durable,
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    promoteBuffers: true,
  });

export function toStored(document: TurnDocument): StoredTurn | ErasedTurn {
  const { conversation, seq } = document;
  if (document.erased) {
    return { conversation, seq, erased: true, carried: document.sealed as Uint8Array | null, unfinished: document.unfinished ?? false };
  }
  const { _id, ts: _ts, hasEffects: _hasEffects, ...turn } = document;
  return turn as StoredTurn;
}

const readable = (turn: StoredTurn | ErasedTurn): turn is StoredTurn => !isErased(turn);

/** As it is written; the server sets `ts`. */
function toDocument(turn: StoredTurn | ErasingTurn): Omit<TurnDocument, '_id'> {
  const ts = new Timestamp({ t: 0, i: 0 });
  if (!isErased(turn)) return { ...turn, ts, hasEffects: turn.effects.length > 0 };
  const { conversation, seq, externalId, at, erased, unfinished, carried } = turn;
  return { conversation, seq, externalId, at, erased, unfinished, sealed: carried, ts, hasEffects: true };
}

export function createTurnStore(db: Db, options: { giveUpMs?: number } = {}): TurnStore {
  const turns = turnsCollection(db);
  const giveUpMs = options.giveUpMs ?? GIVE_UP_MS;

  const commit = groupCommit<StoredTurn | ErasingTurn, CommitOutcome>(async (batch) => {
    const documents = batch.map(toDocument);
    try {
      await turns.insertMany(documents as TurnDocument[], { ordered: false, writeConcern: durable, timeoutMS: WRITE_TIMEOUT_MS });
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
  const holder = async (turn: StoredTurn | ErasingTurn): Promise<Appended | null> => {
    const same = await find(turn.conversation, turn.externalId);
    if (same) return { outcome: 'redelivered', turn: same };
    const other = await turns.findOne({ conversation: turn.conversation, seq: turn.seq }, { projection: { _id: 1 } });
    return other ? { outcome: 'race_lost' } : null;
  };

  const append = async (turn: StoredTurn | ErasingTurn): Promise<Appended> => {
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

  return {
    append,
    find,

    async last(conversation) {
      const found = await turns.findOne({ conversation }, { sort: { seq: -1 } });
      return found && toStored(found);
    },

    async first(conversation) {
      const found = await turns.findOne(
        { conversation, gone: { $exists: false } },
        { sort: { seq: 1 }, projection: { at: 1, externalId: 1, erased: 1 } },
      );
      return found && { at: found.at, externalId: found.erased ? null : found.externalId };
    },

    async list(conversation, { after = 0, limit = 1_000 } = {}) {
      const found = await turns.find({ conversation, seq: { $gt: after } }, { sort: { seq: 1 }, limit }).toArray();
      return found.map(toStored).filter(readable);
    },

    async externalIdsBefore(conversation, seq, tx) {
      const before = { conversation, seq: { $lt: seq }, erased: { $exists: false } };
      const found = await turns.find(before, { projection: { externalId: 1 }, ...(tx ? { session: tx } : {}) }).toArray();
      return found.map(({ externalId }) => externalId);
    },

    async eraseBefore(conversation, seq, tx) {
      await turns.updateMany({ conversation, seq: { $lt: seq }, gone: { $exists: false } }, BLANKED, tx ? { session: tx } : {});
    },

    async finish(conversation, seq) {
      await turns.updateOne({ conversation, seq, erased: true }, { $set: { externalId: `erased-${seq}` }, $unset: { unfinished: true } });
    },
  };
}
