import { randomBytes, scrypt } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Hmac } from '../platform/hmac.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { normalWord, RETURN_TRIES } from './return-word.ts';

interface WordDocument {
  /** The person's id. */
  readonly _id: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

interface TriesDocument {
  /** Keyed hash of the code, so that codes that nobody has are counted in the same way. */
  readonly _id: string;
  readonly tries: number;
  readonly lastAt: Date;
}

const DAY_SECONDS = 86_400;

export const returnWordIndexes: readonly CollectionIndexes[] = [
  { collection: 'return_words', indexes: [] },
  // A code that nobody tried for a month is free again.
  { collection: 'return_tries', indexes: [{ key: { lastAt: 1 }, expireAfterSeconds: 30 * DAY_SECONDS }] },
];

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const BYTES = 32;

export type ReturnWords = ReturnType<typeof createReturnWords>;

export function createReturnWords(db: Db, hmac: Hmac) {
  const words = db.collection<WordDocument>('return_words', { promoteBuffers: true });
  const tries = db.collection<TriesDocument>('return_tries');
  const triesId = (code: string): string => hmac.digest('return_tries', code);

  /** scrypt, then a keyed hash: the stored value cannot be guessed from the database alone. */
  const hash = (word: string, salt: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      scrypt(normalWord(word), salt, BYTES, COST, (error, key) => {
        if (error) reject(error);
        else resolve(hmac.key('return_word', key.toString('base64')));
      });
    });

  return {
    async set(personId: string, code: string, word: string): Promise<void> {
      const salt = randomBytes(16);
      await words.updateOne({ _id: personId }, { $set: { salt, hash: await hash(word, salt) } }, { upsert: true });
      await tries.deleteOne({ _id: triesId(code) });
    },

    /** Counts the try before it is looked at, so that tries at once cannot outrun the lock. Returns how many are left, or null when locked. */
    async countTry(code: string): Promise<number | null> {
      const counted = await tries.findOneAndUpdate(
        { _id: triesId(code) },
        { $inc: { tries: 1 }, $currentDate: { lastAt: true } },
        { upsert: true, returnDocument: 'after' },
      );
      const done = counted?.tries ?? 1;
      return done > RETURN_TRIES ? null : RETURN_TRIES - done;
    },

    /** Takes the same time whether or not the person exists. */
    async matches(personId: string | null, word: string): Promise<boolean> {
      const stored = personId === null ? null : await words.findOne({ _id: personId });
      const given = await hash(word, stored?.salt ?? Buffer.alloc(16));
      return stored !== null && stored.hash.equals(given);
    },

    async forgive(code: string): Promise<void> {
      await tries.deleteOne({ _id: triesId(code) });
    },

    async remove(personId: string): Promise<void> {
      await words.deleteOne({ _id: personId });
    },
  };
}
