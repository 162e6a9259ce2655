import { readFileSync } from 'node:fs';
import type { Express } from 'express';
import { addressOf } from './app/address.ts';
import { chatRoutes } from './app/chat-routes.ts';
import { COLLECTIONS } from './app/collections.ts';
import { engineOf } from './app/engine.ts';
import { registerFigures } from './app/figures.ts';
import { demoPeople, firstOwner, type Owner } from './app/first-people.ts';
import { staffRoutes } from './app/staff-routes.ts';
import { consentTextHash, messageTexts, unsavedAlertLetter } from './app/words.ts';
import { createHub } from './channels/botkit/hub.ts';
import { webchatChannel } from './channels/webchat/webchat.routes.ts';
import { type Settings, unsavedAlertsFolder } from './config.ts';
import type { Content } from './content.ts';
import { createFamilies } from './families/index.ts';
import { createInbox, type Inbox } from './inbox/index.ts';
import { createMessages, DELIVERY_QUEUE } from './messages/index.ts';
import { createOrganisations } from './organisations/index.ts';
import { type Clock, SteppedClock, systemClock } from './platform/clock.ts';
import { healthRoutes } from './platform/health.routes.ts';
import { createExpress, listen, type Listening } from './platform/http.ts';
import { createIdempotency } from './platform/idempotency.ts';
import { newCaseCode, newId } from './platform/ids.ts';
import { openKeys } from './platform/keyring.store.ts';
import { createLive } from './platform/live.ts';
import { createLeases } from './platform/lease.ts';
import { createLocalAlerts } from './platform/local-alerts.ts';
import type { Log } from './platform/log.ts';
import { createMailer } from './platform/mail.ts';
import { createMetrics } from './platform/metrics.ts';
import { connectMongo, ensureIndexes } from './platform/mongo.ts';
import { problemHandler, unknownRoute } from './platform/problem.ts';
import { queueGenerationScan } from './platform/queue-generation.ts';
import { createQueues } from './platform/queues.ts';
import { createReconciler, type Scan } from './platform/reconciler.ts';
import { connectRedis } from './platform/redis.ts';
import { stopInOrder } from './platform/stopping.ts';
import { followTestTime, storedTestTime, testClockRoutes } from './platform/test-clock.routes.ts';
import { createReferrals, createUnsavedAlerts, REFERRAL_QUEUES } from './referrals/index.ts';
import { createSavers } from './savers/index.ts';
import { createStaff, type DemoLogin } from './staff/index.ts';
import { createVisits } from './visits/index.ts';

export type { DemoLogin } from './staff/index.ts';

/** In braces: all keys of ours lie on one node of a Redis Cluster, as BullMQ needs. */
const PREFIX = '{firststep}';
const RECONCILE_MS = 60_000;
/** A graceful stop ends within this, whatever is away; the services of `npm start` have their time after it. */
const STOP_MS = 6_000;
/** How soon a process sees that another one set the test clock. */
const FOLLOW_CLOCK_MS = 250;

export interface FirstStepOptions {
  readonly settings: Settings;
  readonly content: Content;
  /** The project's folder: `locales/`, `flows/` and the built console are below it. */
  readonly root: string;
  readonly mongoUrl: string;
  readonly redisUrl: string;
  readonly masterKey: string;
  readonly roles: readonly ('serve' | 'work')[];
  /** Makes the demo organisation and its staff on an empty store. */
  readonly demo: boolean;
  /** Makes an organisation and its first administrator on an empty store. */
  readonly owner?: Owner | undefined;
  readonly log: Log;
}

export interface FirstStep {
  readonly express: Express;
  /** Log-ins that were made at this start; empty later. */
  readonly logins: readonly DemoLogin[];
  /** Starts what the roles say; resolves with the addresses that are listened on. */
  start(): Promise<readonly string[]>;
  /** One pass of the net now. */
  reconcile(): Promise<void>;
  /** For a restored backup: erases again who was erased after it was made. */
  readonly buryAgain: Inbox['buryAgain'];
  /** Ends in order: no new request, running ones answered, workers, then connections. */
  stop(): Promise<void>;
}

/** The only place where the parts are put together. */
export async function createFirstStep(options: FirstStepOptions): Promise<FirstStep> {
  const { settings, content, root, mongoUrl, redisUrl, masterKey, roles, demo, log } = options;
  const { program } = content;
  const serves = roles.includes('serve');
  const works = roles.includes('work');
  const { host, secure, baseUrl, link, shown } = addressOf(settings);

  const mongo = await connectMongo(mongoUrl);
  const { client, db } = mongo;
  await ensureIndexes(db, COLLECTIONS, log);
  const keys = await openKeys(db, masterKey);
  const stepped = settings.FIRSTSTEP_CLOCK === 'test' ? new SteppedClock((await storedTestTime(db)) ?? new Date()) : null;
  const clock: Clock = stepped ?? systemClock;

  const queues = createQueues({ url: redisUrl, prefix: PREFIX, names: [...REFERRAL_QUEUES, DELIVERY_QUEUE], log });
  const live = createLive(redisUrl, PREFIX, log);
  const redis = connectRedis(redisUrl, 'producer', log);
  const metrics = createMetrics(log);

  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: consentTextHash(program) });
  const inbox = createInbox({ db, client, keys, families, engine: engineOf(content), clock, log });
  const hub = createHub({ handleTurn: inbox.handleTurn, log });
  const web = hub.connect(webchatChannel);

  const organisations = createOrganisations(db);
  const staff = createStaff({
    db,
    client,
    baseUrl,
    secret: keys.hmac.digest('staff_session'),
    clock,
    log,
    secureCookies: secure,
    organisationName: organisations.nameOf,
  });
  const texts = messageTexts(root, program.langs);
  const mailer = createMailer(settings.SMTP_URL, settings.MAIL_FROM);
  const messages = createMessages({
    db,
    families,
    queues,
    live,
    mailer,
    texts,
    directory: staff.directory,
    quietHours: program.book.quietHours,
    clock,
    log,
    link,
  });
  const savers = createSavers({ directory: staff.directory });
  const visits = createVisits({
    db,
    client,
    families,
    messages,
    savers,
    texts,
    audit: staff.audit,
    directory: staff.directory,
    rules: program.book,
    tell: inbox.notify,
    referral: (id) => referrals.open(id),
    settle: (id) => referrals.settle(id),
    live,
    hmac: keys.hmac,
    clock,
    log,
    link,
    newId,
  });
  const referrals = createReferrals({
    db,
    client,
    families,
    messages,
    directory: staff.directory,
    audit: staff.audit,
    rules: program.book,
    organisationServing: organisations.serving,
    questionInfo: (id) => {
      const question = program.questions.get(id);
      return question ? { type: question.type, sensitivity: question.sensitivity } : null;
    },
    tell: inbox.notify,
    visitsOf: visits.visitsOf,
    deliveriesOf: visits.deliveriesOf,
    audienceOf: visits.audienceOf,
    signedIn: staff.signedIn,
    readSession: staff.readSession,
    queues,
    live,
    hmac: keys.hmac,
    clock,
    log,
    baseUrl,
  });
  for (const fence of [...referrals.fences, visits.fence]) messages.fence(fence);
  referrals.subscribe(inbox);
  visits.subscribe(inbox);
  inbox.subscribe('person_forgotten', ({ personId }, _event, tx) => messages.forget(personId, tx));

  const unsavedAlerts = createUnsavedAlerts({
    local: createLocalAlerts(unsavedAlertsFolder(settings), masterKey),
    raise: referrals.raiseUnsaved,
    directory: staff.directory,
    organisation: () => organisations.serving(null),
    mailer,
    hmac: keys.hmac,
    clock,
    log,
    letter: unsavedAlertLetter(texts),
  });

  const scans: readonly Scan[] = [
    // First, so that the others already bring back what Redis has lost.
    queueGenerationScan({ db, queues, leases: createLeases(db, log), requeues: [...referrals.requeues, ...messages.requeues], log }),
    {
      name: 'inbox',
      run: async () => {
        const pass = await inbox.reconcile();
        return pass === null ? 0 : pass.drained + pass.timers;
      },
    },
    ...referrals.scans,
    ...visits.scans,
    ...messages.scans,
  ];
  const reconciler = createReconciler(scans, log);

  let accepting = true;
  const app = createExpress({ trustProxy: settings.TRUST_PROXY === '1', secure });
  registerFigures(metrics, { queues, inbox, messages, referrals, unsavedAlerts });
  app.use(
    healthRoutes({
      db,
      redis,
      redisKey: `${PREFIX}:generation`,
      accepting: () => accepting,
      metrics: async () => ({ type: metrics.registry.contentType, body: await metrics.registry.metrics() }),
    }),
  );
  if (stepped) app.use(testClockRoutes(stepped, db, () => reconciler.pass()));
  app.use(
    chatRoutes({
      root,
      content,
      web,
      inbox,
      families,
      messages,
      unsavedAlerts,
      metrics,
      redis,
      hmac: keys.hmac,
      clock,
      log,
      secure,
    }),
  );
  app.use(staffRoutes({ root, staff, referrals, savers, visits, idempotency: createIdempotency(db, keys.hmac), clock }));
  app.use(unknownRoute);
  app.use(problemHandler(log));

  const people = { organisations, staff, clock, newId };
  let logins = demo ? await demoPeople(root, people) : [];
  if (options.owner) logins = (await firstOwner(options.owner, people)) ?? logins;

  let listening: Listening | null = null;
  let stopFollowing: (() => void) | null = null;
  return {
    express: app,
    logins,
    async start() {
      if (serves) await unsavedAlerts.start();
      if (works) {
        messages.work();
        referrals.workers(queues);
        reconciler.start(RECONCILE_MS);
        await reconciler.pass();
        queues.onBack(() => void reconciler.pass());
      }
      if (stepped) {
        stepped.onJump(() => void (works && reconciler.pass()));
        stopFollowing = followTestTime(stepped, db, FOLLOW_CLOCK_MS);
      }
      if (!serves) return [];
      const tls =
        settings.TLS_CERT && settings.TLS_KEY ? { cert: readFileSync(settings.TLS_CERT), key: readFileSync(settings.TLS_KEY) } : null;
      listening = await listen(app, { port: settings.PORT, host, ...(tls ? { tls } : {}) });
      return [shown(listening.port)];
    },
    reconcile: () => reconciler.pass(),
    buryAgain: inbox.buryAgain,
    async stop() {
      accepting = false;
      await stopInOrder(
        [
          { name: 'clock', run: () => stopFollowing?.() },
          { name: 'unsaved alerts', run: () => unsavedAlerts.stop() },
          { name: 'event streams', run: () => referrals.close() },
          { name: 'web server', run: () => listening?.close(), mostMs: 3_000 },
          { name: 'reconciler', run: () => reconciler.stop() },
          { name: 'inbox', run: () => inbox.settled() },
          { name: 'queues', run: () => queues.close(), mostMs: 3_500 },
          { name: 'news', run: () => live.close() },
          { name: 'redis', run: () => redis.disconnect() },
          { name: 'mongo', run: () => mongo.close() },
        ],
        STOP_MS,
        log,
      );
    },
  };
}
