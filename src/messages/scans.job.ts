import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Requeue } from '../platform/queue-generation.ts';
import type { Scan } from '../platform/reconciler.ts';
import type { Deliveries } from './deliveries.store.ts';
import type { Claimed } from './delivery-row.ts';
import type { News } from './news.ts';
import type { Queueing } from './queueing.ts';

const BATCH = 500;
/** Batches of one pass; what is left waits for the next. */
const MAX_BATCHES = 40;

/** Runs `batch` until it finds less than a full one. */
async function inBatches(batch: () => Promise<number>): Promise<number> {
  let count = 0;
  for (let i = 0; i < MAX_BATCHES; i += 1) {
    const found = await batch();
    count += found;
    if (found < BATCH) break;
  }
  return count;
}

/** The net under the queue: what is due but has no job, what a gone process held, what has expired. */
export function deliveryScans(deps: { store: Deliveries; queueing: Queueing; news: News; clock: Clock; log: Log }): readonly Scan[] {
  const { store, queueing, news, clock, log } = deps;

  const freed = async (row: Claimed): Promise<number> => {
    if (row.claim.handedOver) {
      if (!(await store.markUnknown(row, clock.now()))) return 0;
      news.changed(row, 'unknown', 'interrupted');
      return 1;
    }
    log.warn('delivery_abandoned', { delivery: row._id });
    const waiting = await store.putBack(row, row.due, 0, clock.now());
    if (waiting) await queueing.atTheirTime([waiting]);
    return waiting ? 1 : 0;
  };

  return [
    {
      name: 'deliveries_expired',
      run: () =>
        inBatches(async () => {
          const now = clock.now();
          const [late, unseen] = [await store.expireWaiting(now, BATCH), await store.expireShown(now, BATCH)];
          news.changedAll([...late, ...unseen]);
          return Math.max(late.length, unseen.length);
        }),
    },
    {
      name: 'deliveries_abandoned',
      run: () =>
        inBatches(async () => {
          const rows = await store.abandoned(BATCH);
          await Promise.all(rows.map(freed));
          return rows.length;
        }),
    },
    {
      name: 'deliveries_due',
      run: () =>
        inBatches(async () => {
          const rows = await store.dueWithoutJob(clock.now(), BATCH);
          const queued = await queueing.again(rows);
          // While Redis is away the rest would only be renewed in vain.
          return queued.length < rows.length ? queued.length : rows.length;
        }),
    },
    {
      name: 'deliveries_unqueued',
      run: () =>
        inBatches(async () => {
          const rows = await store.unqueued(clock.now(), BATCH);
          return (await queueing.atTheirTime(rows)).length;
        }),
    },
  ];
}

/** After Redis has lost its jobs: rows that had one are found by the scans again, those of the future among them. */
export const deliveryRequeues = ({ store, clock }: { store: Deliveries; clock: Clock }): readonly Requeue[] => [
  { name: 'deliveries', run: () => store.forgetJobs(clock.now()) },
];
