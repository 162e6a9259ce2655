import type { ClientSession, Db } from 'mongodb';
import type { Keyring } from '../platform/keyring.ts';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';
import { ForgottenError } from './erasure.ts';

interface PersonKeyDocument {
  /** The person's id. */
  readonly _id: string;
  readonly kid: string;
  readonly wrapped: Buffer;
  /** Until `consent_basic`. */
  readonly provisional: boolean;
  readonly createdAt: Date;
}

export const personKeyIndexes: CollectionIndexes = {
  collection: 'person_keys',
  // kid: finds what a rotation of the master key has still to do. provisional: finds what nobody consented to.
  indexes: [{ key: { kid: 1 } }, { key: { createdAt: 1 }, partialFilterExpression: { provisional: true }, name: 'provisional_since' }],
};

/** How many opened keys a process remembers, and for how long: an erasure elsewhere is noticed within that time. */
const REMEMBERED = 20_000;
const REMEMBERED_MS = 60_000;

export type PersonKeys = ReturnType<typeof createPersonKeys>;

/** One data key a person. Who destroys it erases the person, backups included. */
export function createPersonKeys(db: Db, ring: Keyring) {
  const keys = db.collection<PersonKeyDocument>('person_keys', { promoteBuffers: true });
  const remembered = new Map<string, { readonly key: Buffer; readonly at: number }>();

  const remember = (personId: string, key: Buffer): Buffer => {
    remembered.delete(personId);
    remembered.set(personId, { key, at: performance.now() });
    const oldest = remembered.keys().next();
    if (remembered.size > REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    return key;
  };
  const read = async (personId: string): Promise<Buffer> => {
    const stored = await keys.findOne({ _id: personId });
    if (!stored) throw new ForgottenError();
    return remember(personId, ring.unwrap(stored, personId));
  };

  return {
    /** Makes the provisional key of a new person, unless another process already did. */
    async begin(personId: string, at: Date): Promise<void> {
      const key = ring.newKey();
      const { kid, wrapped } = ring.wrap(key, personId);
      try {
        await keys.insertOne({ _id: personId, kid, wrapped: Buffer.from(wrapped), provisional: true, createdAt: at });
        remember(personId, key);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await read(personId);
      }
    },

    /** The person's data key. Throws `ForgottenError` when it was destroyed. */
    async get(personId: string): Promise<Buffer> {
      const known = remembered.get(personId);
      if (known && performance.now() - known.at < REMEMBERED_MS) return known.key;
      return read(personId);
    },

    /** `consent_basic` was given: the keys stay. */
    async activate(personIds: readonly string[], tx: ClientSession): Promise<void> {
      if (personIds.length > 0) await keys.updateMany({ _id: { $in: [...personIds] } }, { $set: { provisional: false } }, { session: tx });
    },

    async destroy(personId: string): Promise<void> {
      await keys.deleteOne({ _id: personId });
      remembered.delete(personId);
    },

    async isProvisional(personId: string): Promise<boolean> {
      const stored = await keys.findOne({ _id: personId }, { projection: { provisional: 1 } });
      if (!stored) throw new ForgottenError();
      return stored.provisional;
    },
  };
}
