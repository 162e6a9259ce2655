import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Db } from 'mongodb';
import type { Clock } from '../platform/clock.ts';
import { type CollectionIndexes, isDuplicateKey } from '../platform/mongo.ts';
import { type AuditLink, type Break, breakAt, nextLink } from './audit-chain.ts';
import type { AuditEntry } from './staff.ts';

export const auditIndexes: CollectionIndexes = {
  collection: 'audit',
  indexes: [{ key: { subject: 1, subjectId: 1, _id: 1 } }, { key: { who: 1, _id: 1 } }],
};

/** Tries against writers of other processes; each loses at most once to every entry that went in meanwhile. */
const MAX_TRIES = 60;
const LONGEST_PAUSE_MS = 25;

export interface ChainCheck {
  readonly length: number;
  /** Hash of the last sound link: kept elsewhere, it shows a chain that was cut off at its end. */
  readonly head: string | null;
  readonly broken: { readonly seq: number; readonly why: Break } | null;
}

export type Audit = ReturnType<typeof createAudit>;

/** Who did and read what, as a chain: each entry holds the hash of the one before, so that none can be changed or taken out unseen. */
export function createAudit(db: Db, clock: Clock) {
  const links = db.collection<AuditLink>('audit');
  let tail: Promise<unknown> = Promise.resolve();

  const put = async (entry: AuditEntry, tx?: ClientSession): Promise<void> => {
    const session = tx ? { session: tx } : {};
    const last = await links.findOne({}, { sort: { _id: -1 }, projection: { hash: 1 }, ...session });
    await links.insertOne(nextLink(last, entry, clock.now()), session);
  };
  const putAlone = async (entry: AuditEntry): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await put(entry);
        return;
      } catch (error) {
        // The number was taken by another process: the next one is tried.
        if (!isDuplicateKey(error) || tries >= MAX_TRIES) throw error;
        await pause(Math.random() * LONGEST_PAUSE_MS);
      }
    }
  };

  return {
    /**
     * Adds an entry. Resolves when it is durable: what is read is shown only after that.
     *
     * @param tx The caller's transaction; it is retried as a whole when another entry takes the place.
     */
    async append(entry: AuditEntry, tx?: ClientSession): Promise<void> {
      if (!tx) {
        const mine = tail.then(() => putAlone(entry));
        tail = mine.catch(() => null); // the caller has the error; the next entry goes on
        await mine;
        return;
      }
      try {
        await put(entry, tx);
      } catch (error) {
        if (isDuplicateKey(error)) error.addErrorLabel('TransientTransactionError');
        throw error;
      }
    },

    /** Walks the whole chain, oldest first, up to the first link that does not hold. */
    async verifyChain(): Promise<ChainCheck> {
      let last: AuditLink | null = null;
      for await (const link of links.find({}, { sort: { _id: 1 } })) {
        const why = breakAt(last, link);
        if (why) return { length: last?._id ?? 0, head: last?.hash ?? null, broken: { seq: link._id, why } };
        last = link;
      }
      return { length: last?._id ?? 0, head: last?.hash ?? null, broken: null };
    },
  };
}
