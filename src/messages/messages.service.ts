import type { ClientSession, Db } from 'mongodb';
import type { Texts } from '../conversation/texts.ts';
import type { Families } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import type { Live } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { Mailer } from '../platform/mail.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { Queues } from '../platform/queues.ts';
import type { StaffDirectory } from '../staff/staff.ts';
import { createChatMessages } from './chat-messages.ts';
import { createDeliver } from './deliver.job.ts';
import { createDeliveries } from './deliveries.store.ts';
import { deliveryIndexes, rowOf } from './delivery-row.ts';
import { DELIVERY_STATES, type DeliveryRow, type DeliveryState, type Messages, type PlannedMessage, type Subject } from './delivery.ts';
import { createFences } from './fences.ts';
import type { QuietHours } from './gate.ts';
import { createNews } from './news.ts';
import { createQueueing, DELIVERY_QUEUE } from './queueing.ts';
import { createRecipients } from './recipients.ts';
import { deliveryRequeues, deliveryScans } from './scans.job.ts';
import { letterOf } from './wording.ts';

export const messagesIndexes: readonly CollectionIndexes[] = [deliveryIndexes];

/** A figure for an alarm, not for a report: counting stops here. */
const COUNTED = 100_000;
/** How long a worker may hold a row before the net looks after it. */
const CLAIM_MS = 30_000;
const DELIVERY_ID = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/;

/** Where a letter about something leads. */
const PLACES: Readonly<Record<Subject['type'], (id: string) => string>> = {
  referral: (id) => `/console/referrals/${id}`,
  alert: () => '/console/referrals',
  visit: () => '/console/my-visits',
};

export interface MessagesDeps {
  readonly db: Db;
  readonly families: Pick<Families, 'profileOf' | 'hasConsent'>;
  readonly queues: Queues;
  readonly live: Live;
  /** Null where no mail server is set up. */
  readonly mailer: Mailer | null;
  /** Texts of `locales/<lang>/messages.json`. */
  readonly texts: Texts;
  readonly directory: Pick<StaffDirectory, 'byId'>;
  readonly quietHours: QuietHours;
  readonly clock: Clock;
  readonly log: Log;
  /** Absolute address of a path of this installation. */
  readonly link: (path: string) => string;
  readonly claimMs?: number;
  readonly backOffMs?: readonly number[];
}

export type MessagesService = ReturnType<typeof createMessages>;

/** The delivery ledger and the one safe-contact gate: whatever is sent first by us goes through here. */
export function createMessages(deps: MessagesDeps) {
  const { db, families, queues, live, mailer, texts, directory, quietHours: quiet, clock, log, link, claimMs = CLAIM_MS, backOffMs } = deps;
  const store = createDeliveries(db);
  const fences = createFences();
  const news = createNews(live, log);
  const queueing = createQueueing({ store, queues, clock });
  const recipients = createRecipients({ families, directory, mailConfigured: mailer !== null });
  const deliver = createDeliver({
    store,
    fences,
    recipients,
    quiet,
    queueing,
    news,
    mailer,
    clock,
    claimMs,
    newId,
    log,
    ...(backOffMs ? { backOffMs } : {}),
    letter: ({ _id, text, subject }, { email, locale }) => ({
      to: email,
      messageId: _id,
      ...letterOf(texts, locale, text, link(PLACES[subject.type](subject.id))),
    }),
  });
  const chat = createChatMessages({ store, fences, recipients, texts, news, clock });

  const ledger: Messages = {
    async plan(messages: readonly PlannedMessage[], tx?: ClientSession) {
      for (const { id } of messages) if (!DELIVERY_ID.test(id)) throw new Error(`not a delivery id: ${id}`);
      await store.insert(messages, clock.now(), tx);
      return async () => {
        await queueing.atTheirTime(await store.planned(messages.map(({ id }) => id)));
        news.changedAll(messages.map(({ id }) => id));
      };
    },
    async cancel({ type, id, beforeVersion }, reason, tx) {
      await store.cancelOlder(type, id, beforeVersion, reason, clock.now(), tx);
    },
    about: async (type, ids): Promise<readonly DeliveryRow[]> => (await store.about(type, ids)).map(rowOf),
  };

  return {
    ...ledger,
    /** E-mail can be sent: a row for it makes sense. */
    hasMail: mailer !== null,
    /** Registers who knows whether messages about a type of thing still stand. Before the first delivery. */
    fence: fences.register,
    /** Delivers one row now, if it is due. The queue calls it; so may a test. */
    deliver,
    /** Works the queue in this process, until the queues are closed. */
    work(options: { readonly concurrency?: number } = {}): void {
      queues.work(DELIVERY_QUEUE, ({ data }) => deliver(String(data['delivery'])), options);
    },
    /** What a row is about; null when there is none. */
    subjectOf: async (id: string): Promise<Subject | null> => (await store.byId(id))?.subject ?? null,
    pendingFor: chat.pendingFor,
    markSeen: chat.markSeen,
    /** In the transaction of her erasure: nothing more is sent to her, and no row leads to her any more. */
    forget: (personId: string, tx?: ClientSession): Promise<void> => store.erase({ personId }, clock.now(), tx),
    /** The same for everything about some things of hers, messages to staff among it. */
    eraseAbout: (type: Subject['type'], ids: readonly string[], tx?: ClientSession): Promise<void> =>
      store.erase({ type, ids }, clock.now(), tx),
    /** A person decided that a failed or unknown message shall go once more. False when it may not. */
    async replay(id: string): Promise<boolean> {
      const row = await store.replay(id, clock.now());
      if (row) await queueing.atTheirTime([row]);
      return row !== null;
    },
    scans: deliveryScans({ store, queueing, news, clock, log }),
    /** For the day on which Redis loses its jobs. */
    requeues: deliveryRequeues({ store, clock }),
    /** Rows by state, for the metrics; counting stops at 100,000 each. */
    counts: async (): Promise<readonly { readonly state: DeliveryState; readonly count: number }[]> =>
      Promise.all(DELIVERY_STATES.map(async (state) => ({ state, count: await store.countOf(state, COUNTED) }))),
  };
}
