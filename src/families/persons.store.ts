import type { ClientSession, Db } from 'mongodb';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';

export interface PersonDocument {
  readonly _id: string;
  readonly conversation: string;
  /** The conversation's turns after this one are hers; those up to it belonged to someone erased. */
  readonly since: number;
  readonly code: string;
  readonly createdAt: Date;
  /** Sealed `Profile`, once there is something to know. */
  readonly profile: Buffer | null;
}

export const personIndexes: CollectionIndexes = {
  collection: 'persons',
  indexes: [
    { key: { code: 1 }, unique: true },
    { key: { conversation: 1, since: 1 }, unique: true },
  ],
};

/** 28 million codes: so many clashes in a row mean that something else is wrong. */
const MAX_DRAWS = 50;

export type Persons = ReturnType<typeof createPersons>;

export function createPersons(db: Db, newCaseCode: () => string) {
  const persons = db.collection<PersonDocument>('persons', { promoteBuffers: true });

  return {
    /** The person as stored, made with a fresh case code if need be. A code that is taken is drawn again. */
    async open(person: Pick<PersonDocument, '_id' | 'conversation' | 'since' | 'createdAt'>): Promise<PersonDocument> {
      const { _id, ...rest } = person;
      for (let draw = 1; ; draw += 1) {
        try {
          const stored = await persons.findOneAndUpdate(
            { _id },
            { $setOnInsert: { ...rest, code: newCaseCode(), profile: null } },
            { upsert: true, returnDocument: 'after' },
          );
          if (stored) return stored;
        } catch (error) {
          if (!isDuplicateKey(error) || draw >= MAX_DRAWS) throw error;
        }
      }
    },

    byId: (personId: string, tx?: ClientSession) => persons.findOne({ _id: personId }, tx ? { session: tx } : {}),
    byIds: (personIds: readonly string[], tx: ClientSession) => persons.find({ _id: { $in: [...personIds] } }, { session: tx }).toArray(),
    byCode: (code: string) => persons.findOne({ code }),
    /** Who writes in this conversation now, or null. */
    ofConversation: (conversation: string) => persons.findOne({ conversation }, { sort: { since: -1 } }),

    /** Ids of those who began to write in this conversation before turn `seq`. */
    async idsBefore(conversation: string, seq: number): Promise<string[]> {
      const found = await persons.find({ conversation, since: { $lt: seq } }, { projection: { _id: 1 } }).toArray();
      return found.map(({ _id }) => _id);
    },

    async setProfiles(all: readonly { readonly personId: string; readonly profile: Buffer }[], tx: ClientSession): Promise<void> {
      if (all.length === 0) return;
      await persons.bulkWrite(
        all.map(({ personId, profile }) => ({ updateOne: { filter: { _id: personId }, update: { $set: { profile } } } })),
        { session: tx, ordered: false },
      );
    },

    async remove(personId: string): Promise<void> {
      await persons.deleteOne({ _id: personId });
    },
  };
}
