import { createHmac } from 'node:crypto';
import type { Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { type Counter, DELAYS } from './sign-in-delay.ts';

interface TriesDocument {
  /** `<counter>.<keyed hash>`: no address and no e-mail in clear. */
  readonly _id: string;
  readonly fails: number;
  /** No further try is looked at before this. */
  readonly until: Date;
  readonly lastAt: Date;
}

/** Tries are forgotten this long after the last one. */
const REMEMBERED_SECONDS = 24 * 3_600;

export const signInTriesIndexes: CollectionIndexes = {
  collection: 'sign_in_tries',
  indexes: [{ key: { lastAt: 1 }, expireAfterSeconds: REMEMBERED_SECONDS }],
};

export type SignInTries = ReturnType<typeof createSignInTries>;

/** Counts tries by MongoDB's own time, as leases do: a guard must not depend on a clock that can be set. */
export function createSignInTries(db: Db, secret: string) {
  const tries = db.collection<TriesDocument>('sign_in_tries');

  const keyOf = (counter: Counter, ...parts: string[]): string =>
    `${counter}.${createHmac('sha256', secret)
      .update(JSON.stringify(['sign-in', ...parts]))
      .digest('base64url')}`;
  const keysOf = (email: string, address: string): Readonly<Record<Counter, string>> => ({
    pair: keyOf('pair', email, address),
    address: keyOf('address', address),
    account: keyOf('account', email),
  });

  /** The same as `delaySeconds`, counted by the database: a pipeline, so that many tries at once are counted one by one. */
  const delayMs = (counter: Counter) => {
    const { free, firstSeconds, longestSeconds } = DELAYS[counter];
    const doubled = { $multiply: [firstSeconds, { $pow: [2, { $min: [{ $subtract: ['$fails', free] }, 20] }] }] };
    return { $multiply: [1_000, { $cond: [{ $lt: ['$fails', free] }, 0, { $min: [longestSeconds, doubled] }] }] };
  };
  /** Counts the try as wrong before it is looked at, if it may be looked at. Returns the seconds to wait else. */
  const count = async (counter: Counter, key: string): Promise<number> => {
    const open = { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
    const after = await tries.findOneAndUpdate(
      { _id: key },
      [
        { $set: { open } },
        { $set: { fails: { $add: [{ $ifNull: ['$fails', 0] }, { $cond: ['$open', 1, 0] }] }, lastAt: '$$NOW' } },
        {
          $set: {
            until: {
              $cond: ['$open', { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: { $toLong: delayMs(counter) } } }, '$until'],
            },
          },
        },
        { $set: { left: { $cond: ['$open', 0, { $dateDiff: { startDate: '$$NOW', endDate: '$until', unit: 'millisecond' } }] } } },
        { $unset: 'open' },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    const left = Number((after as { left?: unknown } | null)?.left ?? 0);
    return left > 0 ? Math.max(1, Math.ceil(left / 1_000)) : 0;
  };

  return {
    /** Asks to look at a password. Returns 0, or the seconds to wait; a refused try does not lengthen the wait. */
    async begin(email: string, address: string): Promise<number> {
      const keys = keysOf(email, address);
      for (const counter of ['pair', 'address', 'account'] as const) {
        const wait = await count(counter, keys[counter]);
        if (wait > 0) return wait;
      }
      return 0;
    },

    /** The password was right: its account starts anew; of the address, this try alone is taken back. */
    async forgive(email: string, address: string): Promise<void> {
      const keys = keysOf(email, address);
      await tries.deleteMany({ _id: { $in: [keys.pair, keys.account] } });
      await tries.updateOne({ _id: keys.address, fails: { $gt: 0 } }, { $inc: { fails: -1 }, $set: { until: new Date(0) } });
    },
  };
}
