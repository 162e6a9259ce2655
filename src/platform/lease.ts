import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Log } from './log.ts';
import { isDuplicateKey } from './mongo.ts';

/**
 * Leases in MongoDB: of all processes, one does a thing at a time. Time is MongoDB's own (`$$NOW`), never ours.
 *
 * Non-promise: a process that was stopped may wake up after its lease went to another; work under a lease must
 * therefore be idempotent. The lease saves double work, it does not make it wrong.
 */
export interface Leases {
  /** Runs `work` if the lease is free, renewing it meanwhile; `signal` aborts when it was lost. Returns null when another holds it. */
  run<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
}

interface Lease {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

const LEASE_MS = 30_000;

export function createLeases(db: Db, log: Log, options: { ttlMs?: number } = {}): Leases {
  const leases = db.collection<Lease>('leases');
  const ttlMs = options.ttlMs ?? LEASE_MS;
  const until = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: ttlMs } };

  const take = async (name: string, holder: string): Promise<boolean> => {
    const free = { $lt: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
    const mine = { holder: { $cond: [free, holder, '$holder'] }, until: { $cond: [free, until, '$until'] } };
    try {
      const after = await leases.findOneAndUpdate({ _id: name }, [{ $set: mine }], { upsert: true, returnDocument: 'after' });
      return after?.holder === holder;
    } catch (error) {
      if (isDuplicateKey(error)) return false; // made by another at the same moment
      throw error;
    }
  };
  const renew = async (name: string, holder: string): Promise<boolean> =>
    (await leases.updateOne({ _id: name, holder, $expr: { $gte: ['$until', '$$NOW'] } }, [{ $set: { until } }])).matchedCount === 1;

  return {
    async run(name, work) {
      const holder = randomUUID();
      if (!(await take(name, holder))) return null;
      const lost = new AbortController();
      const beat = setInterval(() => {
        renew(name, holder).then(
          (kept) => kept || lost.abort(),
          (error: unknown) => {
            log.warn('lease_not_renewed', { kind: name, error });
            lost.abort();
          },
        );
      }, ttlMs / 3);
      beat.unref();
      try {
        return await work(lost.signal);
      } finally {
        clearInterval(beat);
        await leases.deleteOne({ _id: name, holder }).catch((error: unknown) => log.warn('lease_not_returned', { kind: name, error }));
      }
    },
  };
}
