import type { Clock } from '../platform/clock.ts';
import type { JobRequest, Queues } from '../platform/queues.ts';
import type { Deliveries } from './deliveries.store.ts';
import type { DeliveryDocument } from './delivery-row.ts';

export const DELIVERY_QUEUE = 'deliveries';

/** How long a job that was added again may take before the net adds another, in real time. */
export const JOB_GRACE_MS = 60_000;

/** The job of a row: ids only, and an id that is new with every requeue. `delayMs` is real time. */
export const jobOf = (
  { _id, requeues, priority }: Pick<DeliveryDocument, '_id' | 'requeues' | 'priority'>,
  delayMs: number,
): JobRequest => ({
  queue: DELIVERY_QUEUE,
  name: 'deliver',
  jobId: `${_id}.${requeues}`,
  data: { delivery: _id, requeue: requeues },
  delayMs,
  ...(priority === null ? {} : { priority }),
});

export type Queueing = ReturnType<typeof createQueueing>;

/** Brings rows of the ledger into the queue. What does not get there now, the net brings later. */
export function createQueueing({ store, queues, clock }: { store: Deliveries; queues: Queues; clock: Clock }) {
  const add = async (rows: readonly DeliveryDocument[], delayOf: (row: DeliveryDocument) => number): Promise<string[]> => {
    const taken = await Promise.all(rows.map((row) => queues.add(jobOf(row, delayOf(row)))));
    const ids = rows.filter((_, i) => taken[i]).map(({ _id }) => _id);
    await store.markQueued(ids, clock.now());
    return ids;
  };
  /** A job for a row that is not due yet keeps nobody from looking after the row once it is. */
  const grace = ({ due }: DeliveryDocument): number => (due > clock.now() ? 0 : JOB_GRACE_MS);
  const untilDue = ({ due }: DeliveryDocument): number => due.getTime() - clock.now().getTime();

  return {
    /** Each row at its time. Returns the ids that the queue took. */
    atTheirTime: (rows: readonly DeliveryDocument[]) => add(rows, untilDue),
    /** Each row after `delayMs` of real time, but not before it is due. */
    after: (rows: readonly DeliveryDocument[], delayMs: number) => add(rows, (row) => Math.max(delayMs, untilDue(row))),
    /** Gives waiting rows a new job, since the old one is gone or came too early. */
    async again(rows: readonly DeliveryDocument[]): Promise<string[]> {
      const found = await Promise.all(rows.map((row) => store.renew(row._id, row.requeues, grace(row))));
      const renewed = found.filter((row) => row !== null);
      const taken = new Set(await add(renewed, untilDue));
      // There is no job to wait for: the next pass tries again.
      await store.withoutJob(renewed.map(({ _id }) => _id).filter((id) => !taken.has(id)));
      return [...taken];
    },
  };
}
