import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import type { Db, MongoClient } from 'mongodb';
import type { z } from 'zod';
import type { Delivery, Visit } from '../contract/visits.ts';
import type { EffectType } from '../conversation/events.ts';
import type { Families } from '../families/index.ts';
import type { Applier, Notice } from '../inbox/index.ts';
import type { Messages, MessagesService, SubjectFence } from '../messages/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Hmac } from '../platform/hmac.ts';
import { newId as randomId, type NewId } from '../platform/ids.ts';
import type { Live, LiveNews } from '../platform/live.ts';
import type { Log } from '../platform/log.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { Queues } from '../platform/queues.ts';
import type { Audit, Resource, StaffDirectory, StaffMember } from '../staff/index.ts';
import { createAlerts } from './alerts.service.ts';
import { alertIndexes, createAlertStore, storedAlertIndexes } from './alerts.store.ts';
import type { DeadlineRules } from './deadline-rules.ts';
import { createDecisions } from './decisions.service.ts';
import { createReferralEffects, REFERRAL_EFFECTS } from './effects.service.ts';
import { eventRoutes } from './events.routes.ts';
import { alertFence, referralFence } from './fences.ts';
import { createHandover } from './handover.service.ts';
import { createReading } from './reading.service.ts';
import { createReferralJobs } from './referral.jobs.ts';
import type { QuestionInfo } from './referral-view.ts';
import { presenceRoutes } from './presence.routes.ts';
import { createPresence } from './presence.service.ts';
import { createPresenceStore, presenceIndexes } from './presence.store.ts';
import { createQueueStore } from './queue.store.ts';
import { referralRoutes } from './referrals.routes.ts';
import { createReferralStore, referralIndexes } from './referrals.store.ts';
import { createSealed } from './sealed.ts';
import { createSnooze } from './snooze.service.ts';
import type { ReferralStatus } from './referral.ts';
import type { WhatIfRules } from './what-if.ts';
import { createWhatIf } from './what-if.service.ts';
import { viewRoutes } from './views.routes.ts';
import { createViews } from './views.service.ts';
import { createViewStore, viewIndexes } from './views.store.ts';

export const referralsIndexes: readonly CollectionIndexes[] = [
  referralIndexes,
  alertIndexes,
  storedAlertIndexes,
  viewIndexes,
  presenceIndexes,
];

export interface ReferralsDeps {
  readonly db: Db;
  readonly client: MongoClient;
  readonly families: Pick<Families, 'seal' | 'open' | 'consentsOf' | 'caseOf'>;
  readonly messages: Messages & Pick<MessagesService, 'eraseAbout'>;
  readonly directory: StaffDirectory;
  readonly audit: Audit;
  readonly rules: DeadlineRules & WhatIfRules;
  /** Whose case an area is; null only on a store without any organisation. */
  readonly organisationServing: (area: string | null) => Promise<string | null>;
  /** Type and sensitivity of a question, from the program; null for what is no question. */
  readonly questionInfo: (id: string) => QuestionInfo | null;
  /** Tells her a fact in the open chat (the inbox's `notify`). */
  readonly tell: (conversation: string, notice: Notice) => Promise<unknown>;
  readonly visitsOf: (referralId: string) => Promise<readonly z.output<typeof Visit>[]>;
  readonly deliveriesOf: (referralId: string) => Promise<readonly z.output<typeof Delivery>[]>;
  /** Whose record news of a slice to the right are about. */
  readonly audienceOf: Readonly<Record<'visit' | 'delivery', (id: string) => Promise<Resource | null>>>;
  readonly signedIn: () => RequestHandler;
  readonly readSession: (
    headers: IncomingHttpHeaders,
    options: { readonly renew: false },
  ) => Promise<{ readonly staff: StaffMember } | null>;
  readonly queues: Queues;
  readonly live: Live;
  readonly hmac: Hmac;
  readonly clock: Clock;
  /** Real time, in which a person at the desk takes something back; business time may stand still. */
  readonly realClock?: Clock;
  readonly log: Log;
  /** Address of this installation, for links in e-mails. */
  readonly baseUrl: string;
  readonly newId?: NewId;
  readonly heartbeatMs?: number;
}

/** What slices to the right may know of a referral. */
export interface OpenReferral {
  readonly id: string;
  readonly organisationId: string;
  readonly assignedTo: string | null;
  readonly personId: string;
  readonly conversation: string;
  readonly code: string;
  readonly lang: string;
  readonly quiet: boolean;
  readonly status: ReferralStatus;
  readonly level: string;
  readonly version: number;
}

export type Referrals = ReturnType<typeof createReferrals>;

/** The triage queue: from a finished intake to the person of the staff who takes it, and never to nobody. */
export function createReferrals(deps: ReferralsDeps) {
  const { db, queues, clock, realClock = systemClock, hmac, newId = randomId } = deps;
  const referrals = createReferralStore(db);
  const alertStore = createAlertStore(db);
  const sealed = createSealed(deps.families);
  const organisationFor = async (area: string | null): Promise<string> => {
    const id = await deps.organisationServing(area);
    // Tried again until there is one: a case is never put where nobody looks.
    if (id === null) throw new Error('no organisation takes referrals yet');
    return id;
  };
  const shared = { ...deps, referrals, sealed, organisationFor, hmac, newId, realClock };
  const handover = createHandover(shared);
  const alerts = createAlerts({ ...shared, alerts: alertStore, caseOf: deps.families.caseOf });
  const reading = createReading({ ...shared, queue: createQueueStore(db), alerts: alertStore });
  const decisions = createDecisions({ ...shared, alerts, handover, lineOf: reading.line });
  const snooze = createSnooze({ ...shared, alerts: alertStore, lineOf: reading.line });
  const effects = createReferralEffects({ ...shared, alerts, handover, isQuestion: (id) => deps.questionInfo(id) !== null });
  const jobs = createReferralJobs({ referrals, alertStore, handover, alerts, decisions, snooze, queues, clock, realClock });
  const whatIf = createWhatIf(shared);
  const presence = createPresence({ ...shared, present: createPresenceStore(db) });
  const views = createViews({ ...shared, views: createViewStore(db) });

  const resourceOf = async ({ type, id }: LiveNews): Promise<Resource | null> => {
    if (type === 'referral' || type === 'presence') return referrals.byId(id);
    if (type === 'alert') return alertStore.byId(id);
    return type === 'chat' ? null : deps.audienceOf[type](id);
  };
  const events = eventRoutes({ ...deps, resourceOf });

  const fences: readonly SubjectFence[] = [referralFence(referrals), alertFence(alertStore)];

  return {
    routes: [...referralRoutes({ reading, whatIf, decisions, snooze, alerts, clock }), ...viewRoutes(views), ...presenceRoutes(presence)],
    /** `GET /api/events`. */
    eventsRouter: events.router,
    /** Subscribes to the effects of the inbox; before the first turn. */
    subscribe(inbox: { subscribe<T extends EffectType>(type: T, applier: Applier<T>): void }): void {
      for (const type of REFERRAL_EFFECTS) {
        const applier = effects[type];
        // Each applier stands under the type of its own event.
        if (applier) inbox.subscribe(type, applier as unknown as Applier<typeof type>);
      }
    },
    /** Runs the jobs of `REFERRAL_QUEUES` in this process. */
    workers: jobs.work,
    /** Stores an alert that waited on a disk, once. */
    raiseUnsaved: alerts.raiseUnsaved,
    /** For the reconciler. */
    scans: jobs.scans,
    /** For the day on which Redis loses its jobs. */
    requeues: jobs.requeues,
    /** For `messages`: whether a call about a referral or an alert is still due. */
    fences,
    /** Closes the event streams. */
    close: events.close,

    /** Ends the time in which an acceptance can be taken back: she is told of it now. */
    settle: decisions.settle,

    /** A referral that can be acted on, or null: unknown, or she withdrew. */
    async open(referralId: string): Promise<OpenReferral | null> {
      const found = await referrals.byId(referralId);
      if (!found || found.personId === undefined || found.conversation === undefined) return null;
      const { _id, organisationId, assignedTo, personId, conversation, code, lang, quietMode, status, level, version } = found;
      return { id: _id, organisationId, assignedTo, personId, conversation, code, lang, quiet: quietMode, status, level, version };
    },

    /** Figures for operators. */
    async counts(): Promise<{ readonly waiting: number; readonly overdue: number; readonly alertsOpen: number }> {
      const [counts, alertsOpen] = await Promise.all([referrals.counts(clock.now()), alertStore.countOpen()]);
      return { ...counts, alertsOpen };
    },
  };
}
