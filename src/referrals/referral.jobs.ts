import type { Clock } from '../platform/clock.ts';
import type { Requeue } from '../platform/queue-generation.ts';
import type { JobData, JobRequest, Queues } from '../platform/queues.ts';
import type { Scan } from '../platform/reconciler.ts';
import type { Alerts } from './alerts.service.ts';
import type { AlertStore } from './alerts.store.ts';
import type { Decisions } from './decisions.service.ts';
import type { Handover } from './handover.service.ts';
import { alertJob, ladderJob } from './jobs.ts';
import type { Snooze } from './snooze.service.ts';
import { waitsForYes } from './referral.ts';
import type { ReferralStore } from './referrals.store.ts';

/** Most that one pass of the net puts right of each kind. */
const BATCH = 100;

export interface JobDeps {
  readonly referrals: ReferralStore;
  readonly alertStore: AlertStore;
  readonly handover: Handover;
  readonly alerts: Pick<Alerts, 'ring'>;
  readonly decisions: Pick<Decisions, 'tellHer'>;
  readonly snooze: Pick<Snooze, 'wakeDue'>;
  readonly queues: Queues;
  readonly clock: Clock;
  /** Real time: how long an acceptance can be taken back. */
  readonly realClock: Clock;
}

/** Runs one thing after the other; returns how many were put right. */
async function each(ids: readonly string[], put: (id: string) => Promise<boolean | number>): Promise<number> {
  let count = 0;
  let failure: unknown = null;
  for (const id of ids) {
    // One that cannot be put right does not hold back the others.
    await put(id).then(
      (done) => {
        count += Number(done);
      },
      (error: unknown) => {
        failure ??= error;
      },
    );
  }
  if (failure !== null) throw failure;
  return count;
}

export function createReferralJobs({ referrals, alertStore, handover, alerts, decisions, snooze, queues, clock, realClock }: JobDeps) {
  const again = (data: JobData): number => Number(data['again'] ?? 0) + 1;

  /** A step of the ladder; put back when business time is not there yet. */
  const runLadder = async (data: JobData): Promise<void> => {
    const id = String(data['referral']);
    if ((await handover.climbAll(id)) > 0) return;
    const now = clock.now();
    const referral = await referrals.byId(id);
    if (!referral || !waitsForYes(referral.status) || referral.round !== data['round']) return;
    const next = ladderJob(referral, now, again(data));
    if (next && next.data['step'] === data['step']) await queues.add(next);
  };

  const runAlert = async (data: JobData): Promise<void> => {
    const id = String(data['alert']);
    if (await alerts.ring(id)) return;
    const alert = await alertStore.byId(id);
    if (!alert?.nextRingAt || alert.rings !== data['rings'] || alert.raised !== data['raised']) return;
    await queues.add(alertJob(alert, clock.now(), again(data)));
  };

  /** Adds a job for each; stops when Redis is away. */
  const addAll = async <T>(of: AsyncIterable<T>, job: (one: T) => JobRequest | null): Promise<number> => {
    let count = 0;
    for await (const one of of) {
      const request = job(one);
      if (request === null) continue;
      if (!(await queues.add(request))) throw new Error('Redis went away while jobs were brought back');
      count += 1;
    }
    return count;
  };

  return {
    /** After Redis has lost its jobs. */
    requeues: [
      { name: 'alert_rings', run: (lost) => addAll(alertStore.ringing(), (alert) => alertJob(alert, clock.now(), 0, lost)) },
      { name: 'ladders', run: (lost) => addAll(referrals.climbing(), (referral) => ladderJob(referral, clock.now(), 0, lost)) },
    ] satisfies readonly Requeue[],

    /** Starts the workers of this slice in this process. */
    work(target: Queues): void {
      target.work('handover', async ({ data }) => void (await handover.handOver(String(data['referral']))));
      target.work('ladder', ({ data }) => runLadder(data));
      target.work('alert', ({ data }) => runAlert(data));
      target.work('acceptance', async ({ data }) => void (await decisions.tellHer(String(data['referral']))));
    },

    /** The net: everything that a lost job would have done, found in the database by index. */
    scans: [
      { name: 'alert_rings', run: async () => each(await alertStore.toRing(clock.now(), BATCH), alerts.ring) },
      { name: 'handovers', run: async () => each(await referrals.toHandOver(BATCH), handover.handOver) },
      { name: 'ladders', run: async () => each(await referrals.stepsDue(clock.now(), BATCH), handover.climbAll) },
      { name: 'acceptances_to_tell', run: async () => each(await referrals.toTell(realClock.now(), BATCH), decisions.tellHer) },
      { name: 'snoozes_over', run: async () => each(await referrals.toWake(clock.now(), BATCH), snooze.wakeDue) },
      { name: 'alerts_over', run: () => alertStore.purge(clock.now()) },
      { name: 'referral_stubs_over', run: () => referrals.purge(clock.now()) },
    ] satisfies readonly Scan[],
  };
}
