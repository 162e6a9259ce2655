import type { Db } from 'mongodb';
import type { Hmac } from './hmac.ts';
import { type CollectionIndexes, isDuplicateKey } from './mongo.ts';
import { ProblemError } from './problem.ts';
import { openJson, sealJson } from './seal.ts';

/** A request that was sent with a key: what it was, and once it is done, what it was answered. */
interface KeptAnswer {
  /** Keyed hash of the sender and the key. */
  readonly _id: string;
  /** Keyed hash of method, address and body. */
  readonly request: string;
  readonly startedAt: Date;
  /** Sealed with a key that only the sender's own key makes: nobody else can read it again. Null while it runs. */
  readonly answer: Buffer | null;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** How long an answer is kept. */
const KEPT_SECONDS = 24 * 3_600;
/** A request that runs longer than this has died with its process; what it changed is fenced by versions. */
const LONGEST_MS = 60_000;

export const idempotencyIndexes: CollectionIndexes = {
  collection: 'idempotency',
  indexes: [{ key: { startedAt: 1 }, expireAfterSeconds: KEPT_SECONDS }],
};

const reused = (): ProblemError =>
  new ProblemError({
    status: 422,
    slug: 'idempotency-key-reused',
    title: 'This Idempotency-Key was used for another request',
    detail: 'Make a new key for each thing that is to be done once.',
    kept: 'nothing was changed',
  });

const running = (): ProblemError =>
  new ProblemError({
    status: 409,
    slug: 'still-running',
    title: 'The first request with this Idempotency-Key is still running',
    kept: 'nothing was changed by this one',
    headers: { 'retry-after': '1' },
  });

export type Idempotency = ReturnType<typeof createIdempotency>;

/** Writes that are sent twice are done once (the `Idempotency-Key` header): the second gets the answer of the first. */
export function createIdempotency(db: Db, hmac: Hmac) {
  const kept = db.collection<KeptAnswer>('idempotency', { promoteBuffers: true });

  /** Takes the key for this request, or finds who took it before. */
  const take = async (_id: string, request: string): Promise<KeptAnswer | null> => {
    try {
      await kept.insertOne({ _id, request, startedAt: new Date(), answer: null });
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return kept.findOne({ _id });
    }
  };

  return {
    /**
     * Runs `work` unless the same sender has had the same request done under this key.
     *
     * @param sender Whose keys these are: no sender can see another's.
     * @returns the answer; `again` when it is the one of before.
     * @throws ProblemError 422 for a key of another request, 409 while the first is running; what `work` throws frees the key.
     */
    async once(
      { sender, key, request }: { readonly sender: string; readonly key: string; readonly request: readonly string[] },
      work: () => Promise<Answered>,
    ): Promise<Answered & { readonly again: boolean }> {
      const _id = hmac.digest('idempotency', 'id', sender, key);
      const print = hmac.digest('idempotency', 'request', ...request);
      const secret = hmac.key('idempotency', 'answer', sender, key);
      const place = { collection: 'idempotency', id: _id, field: 'answer' };
      const before = await take(_id, print);
      if (before) {
        if (before.request !== print) throw reused();
        if (before.answer) return { ...openJson<Answered>(secret, place, before.answer), again: true };
        const free = { _id, answer: null, startedAt: { $lt: new Date(Date.now() - LONGEST_MS) } };
        if ((await kept.updateOne(free, { $set: { startedAt: new Date() } })).modifiedCount === 0) throw running();
      }
      let done: Answered;
      try {
        done = await work();
      } catch (error) {
        await kept.deleteOne({ _id, answer: null });
        throw error;
      }
      // The key is not freed when this fails: what was asked for has been done.
      await kept.updateOne({ _id }, { $set: { answer: sealJson(secret, place, done) } });
      return { ...done, again: false };
    },
  };
}
