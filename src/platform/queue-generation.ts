import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Leases } from './lease.ts';
import type { Log } from './log.ts';
import type { Queues } from './queues.ts';
import type { Scan } from './reconciler.ts';

/** Brings jobs back into a queue that lost them; each slice hands in its own. */
export interface Requeue {
  readonly name: string;
  /**
   * Adds jobs for all that is due or will be, under ids that were not used before.
   *
   * @param generation Names this loss: part of the new ids.
   * @returns how many jobs the queue took.
   */
  run(generation: string): Promise<number>;
}

interface Generation {
  readonly _id: 'queue_generation';
  /** What Redis bore at the last look. */
  readonly mark: string;
  /** What it was about to be given then: a process may have died in between. */
  readonly next: string;
  /** The server process of Redis: one that was started again may have lost its last second. */
  readonly server: string;
  /** A loss that is not made good yet. */
  readonly lost?: string | null;
}

/**
 * Notices that Redis was flushed, restored from an old copy, or started again, and then brings back every job. Redis bears
 * a mark that changes with every pass and is known to MongoDB: an older copy of Redis bears an older mark.
 *
 * Promise: jobs that were due to come later are back within a pass. Non-promise: what went into Redis after the copy and
 * within the same pass; the scans for what is due find that, up to a pass late.
 */
export function queueGenerationScan(deps: { db: Db; queues: Queues; leases: Leases; requeues: readonly Requeue[]; log: Log }): Scan {
  const { db, queues, leases, requeues, log } = deps;
  const meta = db.collection<Generation>('meta');
  const _id = 'queue_generation' as const;

  /** The name of a loss to make good, or null. */
  const look = async (): Promise<string | null> => {
    const known = await meta.findOne({ _id });
    const found = await queues.generation();
    if (found === null) return null; // Redis is away: asked again in the next pass
    const isSame = known !== null && known.server === found.server && (found.mark === known.mark || found.mark === known.next);
    const lost = known?.lost ?? (isSame ? null : randomUUID().slice(0, 8));
    const next = randomUUID();
    // Noted before the mark changes: whoever dies in between finds either mark known.
    await meta.updateOne({ _id }, { $set: { mark: found.mark ?? '', next, server: found.server, lost } }, { upsert: true });
    if (!(await queues.setGeneration(next))) return null;
    return lost;
  };

  return {
    name: 'queue_generation',
    run: async () =>
      (await leases.run(_id, async () => {
        const lost = await look();
        if (lost === null) return 0;
        log.warn('queue_lost', { kind: lost });
        let count = 0;
        for (const requeue of requeues) {
          const taken = await requeue.run(lost);
          log.info('requeued', { kind: requeue.name, count: taken });
          count += taken;
        }
        await meta.updateOne({ _id, lost }, { $set: { lost: null } });
        return count;
      })) ?? 0,
  };
}
