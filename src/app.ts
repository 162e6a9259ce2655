import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Express } from 'express';
import { createHub } from './channels/botkit/hub.ts';
import { createChatLimiter, loadPageWords, webchatChannel, webchatRoutes } from './channels/webchat/webchat.routes.ts';
import { type Settings, unsavedAlertsFolder } from './config.ts';
import type { Content } from './content.ts';
import {
  admit,
  createTexts,
  formatInstant,
  helpWithoutMemory,
  replyOf,
  step,
  type Lang,
  type TextTree,
  type Texts,
} from './conversation/index.ts';
import { createFamilies, familiesIndexes } from './families/index.ts';
import { createInbox, type Engine, type Inbox, inboxIndexes } from './inbox/index.ts';
import { createMessages, DELIVERY_QUEUE, messagesIndexes } from './messages/index.ts';
import { createOrganisations, organisationsIndexes, readRegion } from './organisations/index.ts';
import { type Clock, SteppedClock, systemClock } from './platform/clock.ts';
import { healthRoutes } from './platform/health.routes.ts';
import { createExpress, listen, type Listening } from './platform/http.ts';
import { newCaseCode, newId } from './platform/ids.ts';
import { inTime } from './platform/in-time.ts';
import { openKeys } from './platform/keyring.store.ts';
import { jsonOnly } from './platform/json-only.ts';
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
import { spaRoutes } from './platform/spa.routes.ts';
import { stopInOrder } from './platform/stopping.ts';
import { followTestTime, storedTestTime, testClockRoutes } from './platform/test-clock.routes.ts';
import { parseYaml } from './platform/yaml-file.ts';
import { createReferrals, createUnsavedAlerts, REFERRAL_QUEUES, referralsIndexes } from './referrals/index.ts';
import { createSavers } from './savers/index.ts';
import { createStaff, type DemoLogin, readablePassword, staffIndexes } from './staff/index.ts';
import { createVisits, visitsIndexes } from './visits/index.ts';

export type { DemoLogin } from './staff/index.ts';

const PREFIX = 'firststep';
const RECONCILE_MS = 60_000;
/** Longest that a page is looked up for. */
const LOOK_MS = 2_500;
/** Longest that a danger is written to the disk before she has her answer. */
const KEEP_MS = 300;
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
  readonly owner?: { readonly email: string; readonly organisation: string } | undefined;
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

/** The pure core with its program, as the inbox takes it. */
export function engineOf({ program }: Content): Engine {
  return {
    fingerprint: program.fingerprint,
    step: (session, input, now, results) => step(program, session, input, now, results),
    replyOf: (session, outputs, now) => replyOf(program, session, outputs, now),
  };
}

/** `locales/<lang>/messages.json` of every language that has one; a language without speaks English. */
function messageTexts(root: string, langs: readonly Lang[]): Texts {
  const trees = new Map<Lang, TextTree>();
  for (const lang of langs) trees.set(lang, JSON.parse(readFileSync(join(root, 'locales', lang, 'messages.json'), 'utf8')) as TextTree);
  return createTexts(trees);
}

/** The only place where the parts are put together. */
export async function createFirstStep(options: FirstStepOptions): Promise<FirstStep> {
  const { settings, content, root, mongoUrl, redisUrl, masterKey, roles, demo, log } = options;
  const { program } = content;
  const serves = roles.includes('serve');
  const works = roles.includes('work');
  const secure = settings.TLS_CERT !== undefined || (settings.FIRSTSTEP_URL?.startsWith('https://') ?? false);
  const host = settings.HOST ?? '0.0.0.0';
  const scheme = settings.TLS_CERT === undefined ? 'http' : 'https';
  const shownHost = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host;
  const baseUrl = settings.FIRSTSTEP_URL ?? `${scheme}://${shownHost}:${settings.PORT}`;
  const link = (path: string): string => new URL(path, baseUrl).href;

  const mongo = await connectMongo(mongoUrl);
  const { client, db } = mongo;
  await ensureIndexes(
    db,
    [
      ...familiesIndexes,
      ...inboxIndexes,
      ...staffIndexes,
      ...organisationsIndexes,
      ...messagesIndexes,
      ...referralsIndexes,
      ...visitsIndexes,
      { collection: 'service_keys', indexes: [] },
      { collection: 'leases', indexes: [] },
      { collection: 'outbox_marks', indexes: [] },
      { collection: 'meta', indexes: [] },
    ],
    log,
  );
  const keys = await openKeys(db, masterKey);
  const stepped = settings.FIRSTSTEP_CLOCK === 'test' ? new SteppedClock((await storedTestTime(db)) ?? new Date()) : null;
  const clock: Clock = stepped ?? systemClock;

  const queues = createQueues({ url: redisUrl, prefix: PREFIX, names: [...REFERRAL_QUEUES, DELIVERY_QUEUE], log });
  const live = createLive(redisUrl, PREFIX, log);
  const redis = connectRedis(redisUrl, 'producer', log);
  const metrics = createMetrics();

  const families = createFamilies({
    db,
    keys,
    newCaseCode,
    consentTextHash: (consent, version, lang) =>
      createHash('sha256')
        .update(`${consent}\0${version}\0${program.texts.say(lang, `q.${consent === 'consent_contact' ? 'contact' : consent}.text`)}`)
        .digest('hex'),
  });
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
  const savers = createSavers({ directory: staff.directory, signedIn: staff.signedIn });
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
    signedIn: staff.signedIn,
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
    letter: ({ rules, lang, at }, { locale }) => {
      const words = { rules: rules.join(' '), language: lang ?? '', when: formatInstant(locale, at.toISOString()) };
      return {
        subject: texts.say(locale, 'staff.alert_unsaved.subject', words),
        text: texts.say(locale, 'staff.alert_unsaved.text', words),
      };
    },
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
  metrics.gauge('firststep_queue_jobs', 'Jobs by queue and state', ['queue', 'state'], async () =>
    (await queues.counts()).flatMap(({ queue, waiting, delayed, active, failed }) =>
      Object.entries({ waiting, delayed, active, failed }).map(([state, value]) => ({ labels: { queue, state }, value })),
    ),
  );
  metrics.gauge('firststep_oldest_waiting_seconds', 'Age of the oldest waiting job', ['queue'], async () =>
    (await queues.counts()).map(({ queue, oldestWaitingSeconds }) => ({ labels: { queue }, value: oldestWaitingSeconds })),
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
  app.use(
    healthRoutes({
      db,
      redis,
      accepting: () => accepting,
      metrics: async () => ({ type: metrics.registry.contentType, body: await metrics.registry.metrics() }),
    }),
  );
  if (stepped) app.use(testClockRoutes(stepped, db, () => reconciler.pass()));
  app.use(
    webchatRoutes({
      handleTurn: async (inbound) => {
        const end = metrics.turnSeconds.startTimer();
        const reply = await web.handleTurn(inbound);
        end();
        metrics.turns.inc({ channel: inbound.channel });
        return reply;
      },
      history: (conversation) => inTime(LOOK_MS, inbox.history(conversation)),
      identities: inbox.identities,
      setReturnWord: families.setReturnWord,
      resume: families.resume,
      deliveries: { pending: (conversation) => inTime(LOOK_MS, messages.pendingFor(conversation)), seen: messages.markSeen },
      whenUnsaved: async ({ text, lang, conversation, messageId }) => {
        const help = helpWithoutMemory(program, text, lang, clock.now().toISOString());
        if (help?.isEmergency) {
          const cry = {
            rules: help.rules,
            lang: help.lang,
            channel: web.channel.name,
            conversation: conversation ?? inbox.identities.firstOf(web.channel.name, messageId),
          };
          await inTime(KEEP_MS, unsavedAlerts.keep(cry)).catch((error: unknown) => log.error('unsaved_alert_not_kept', { error }));
        }
        return help && { messages: help.messages, hides: help.hides };
      },
      isUrgent: (text) => program.listen(admit(text).text, { lang: null, question: null, stage: null, facts: {} }).safety.length > 0,
      limiter: createChatLimiter({ redis, hmac: keys.hmac, log }),
      hmac: keys.hmac,
      clock,
      log,
      secureCookies: secure,
      languages: program.langs.map((lang) => ({
        lang,
        name: program.texts.say(lang, 'language_name'),
        draft: content.locales.get(lang)?.status === 'draft',
      })),
      words: loadPageWords(root),
    }),
  );
  app.use('/api', (_request, response, next) => {
    response.setHeader('X-FirstStep-Now', clock.now().toISOString());
    next();
  });
  app.use('/api', jsonOnly);
  app.use(staff.router);
  app.use(referrals.router);
  app.use(savers.router);
  app.use(visits.router);
  app.use(visits.icsRouter);
  app.use('/console', spaRoutes(join(root, 'dist', 'console')));
  app.use(unknownRoute);
  app.use(problemHandler(log));

  let logins: readonly DemoLogin[] = [];
  if (demo) {
    const region = readRegion(parseYaml('flows/regions/demo.yaml', readFileSync(join(root, 'flows/regions/demo.yaml'), 'utf8')));
    if (await organisations.none()) await organisations.save(region.organisation, clock.now());
    logins = (await staff.seedDemo(region.staff)) ?? [];
  }

  if (options.owner && (await organisations.none())) {
    const { email, organisation } = options.owner;
    const id = `org-${newId().slice(0, 8)}`;
    await organisations.save(
      { id, name: organisation, demo: false, areas: ['namdong', 'incheon_other', 'outside', 'unknown'] },
      clock.now(),
    );
    const password = readablePassword();
    const owner = {
      name: email,
      email,
      role: 'administrator',
      locale: 'ko',
      languages: ['ko'],
      districts: [],
      organisationId: id,
    } as const;
    await staff.createMember({ ...owner, password, demo: false });
    logins = [{ name: email, email, role: 'administrator', password }];
  }

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
      return [settings.FIRSTSTEP_URL ?? `${scheme}://${shownHost}:${listening.port}`];
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
