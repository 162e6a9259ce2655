import type { ClientSession, Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';

/** One yes or no, never changed: a later one stands beside it (intake.md §0, "Consents"). */
export interface ConsentDocument {
  /** `<conversation>:<seq>:<index>` of the event. */
  readonly _id: string;
  readonly personId: string;
  readonly consent: string;
  readonly given: boolean;
  /** Version of the text that she saw, its language, and its hash. */
  readonly version: string;
  readonly lang: string;
  readonly textHash: string;
  readonly at: Date;
  /** Place among the person's consents: turn, then event. */
  readonly order: readonly [number, number];
  /** Sealed; for `consent_contact` the way and the purpose. */
  readonly detail: Buffer | null;
}

export const consentIndexes: CollectionIndexes = {
  collection: 'consents',
  indexes: [{ key: { personId: 1 } }],
};

export type Consents = ReturnType<typeof createConsents>;

export function createConsents(db: Db) {
  const consents = db.collection<ConsentDocument>('consents', { promoteBuffers: true });

  return {
    async record(all: readonly ConsentDocument[], tx: ClientSession): Promise<void> {
      if (all.length > 0) await consents.insertMany(all, { session: tx });
    },

    /** All consents of a person, oldest first. */
    async of(personId: string): Promise<ConsentDocument[]> {
      const all = await consents.find({ personId }).toArray();
      return all.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1]);
    },

    async remove(personId: string): Promise<void> {
      await consents.deleteMany({ personId });
    },
  };
}
