import type { Inbox } from '../inbox/index.ts';
import type { MessagesService } from '../messages/index.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Queues } from '../platform/queues.ts';
import type { Referrals, UnsavedAlerts } from '../referrals/index.ts';

export interface FigureSources {
  readonly queues: Pick<Queues, 'counts'>;
  readonly inbox: Pick<Inbox, 'outboxLag'>;
  readonly messages: Pick<MessagesService, 'counts'>;
  readonly referrals: Pick<Referrals, 'counts'>;
  readonly unsavedAlerts: Pick<UnsavedAlerts, 'count'>;
}

/** Two figures of one look share what it read. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= read().finally(() => {
      running = null;
    });
    return running;
  };
}

/** Registers what operators watch besides the turns themselves; each figure is read when somebody asks for it. */
export function registerFigures(metrics: Metrics, { queues, inbox, messages, referrals, unsavedAlerts }: FigureSources): void {
  const jobs = shared(queues.counts);
  const lag = shared(inbox.outboxLag);
  metrics.gauge('firststep_queue_jobs', 'Jobs by queue and state', ['queue', 'state'], async () =>
    (await jobs()).flatMap(({ queue, waiting, delayed, active, failed }) =>
      Object.entries({ waiting, delayed, active, failed }).map(([state, value]) => ({ labels: { queue, state }, value })),
    ),
  );
  metrics.gauge('firststep_oldest_waiting_seconds', 'Age of the oldest waiting job', ['queue'], async () =>
    (await jobs()).map(({ queue, oldestWaitingSeconds }) => ({ labels: { queue }, value: oldestWaitingSeconds })),
  );
  metrics.gauge('firststep_outbox_lag_seconds', 'Age of the oldest turn whose effects are not applied yet', [], async () => [
    { labels: {}, value: (await lag()).seconds },
  ]);
  metrics.gauge(
    'firststep_outbox_waiting',
    'Conversations with effects to apply: new ones, and stuck ones tried again later',
    ['state'],
    async () => {
      const { waiting, stuck } = await lag();
      return Object.entries({ waiting, stuck }).map(([state, value]) => ({ labels: { state }, value }));
    },
  );
  metrics.gauge('firststep_deliveries', 'Rows of the delivery ledger by state', ['state'], async () =>
    (await messages.counts()).map(({ state, count }) => ({ labels: { state }, value: count })),
  );
  metrics.gauge('firststep_referrals', 'Referrals that wait, are overdue, and open alerts', ['state'], async () =>
    Object.entries(await referrals.counts()).map(([state, value]) => ({ labels: { state }, value })),
  );
  metrics.gauge('firststep_unsaved_alerts', 'Alerts on this machine that the database does not have yet', [], async () => [
    { labels: {}, value: unsavedAlerts.count() },
  ]);
}
