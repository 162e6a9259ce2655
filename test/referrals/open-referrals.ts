import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express, type RequestHandler } from 'express';
import type { Db, MongoClient } from 'mongodb';
import { createTexts } from '../../src/conversation/index.ts';
import type { TextTree } from '../../src/conversation/texts.ts';
import { createFamilies, familiesIndexes } from '../../src/families/index.ts';
import { createInbox, inboxIndexes } from '../../src/inbox/index.ts';
import { createMessages, DELIVERY_QUEUE, messagesIndexes } from '../../src/messages/index.ts';
import { SteppedClock } from '../../src/platform/clock.ts';
import { createIdempotency } from '../../src/platform/idempotency.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { createLive, type LiveNews } from '../../src/platform/live.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Mail } from '../../src/platform/mail.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { problemHandler, unknownRoute } from '../../src/platform/problem.ts';
import { createQueues } from '../../src/platform/queues.ts';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { createReferrals, REFERRAL_QUEUES, referralsIndexes } from '../../src/referrals/index.ts';
import type { ReferralDocument } from '../../src/referrals/referral.ts';
import type { AlertDocument } from '../../src/referrals/alert.ts';
import { loadRuleBook } from '../../src/rules/index.ts';
import { createAudit } from '../../src/staff/audit.store.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { mountApi, type StaffMember, staffIndexes } from '../../src/staff/index.ts';
import { caseEngine } from './case-engine.ts';
import { until } from './until.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The real tables of the product. */
export const book = loadRuleBook(
  readdirSync(root('flows/rules'))
    .filter((name) => name.endsWith('.rules.yaml'))
    .map((name) => parseYaml(`flows/rules/${name}`, readFileSync(root(`flows/rules/${name}`), 'utf8'))),
);
const texts = createTexts(
  new Map(
    (['ko', 'en'] as const).map((lang) => [lang, JSON.parse(readFileSync(root(`locales/${lang}/messages.json`), 'utf8')) as TextTree]),
  ),
);

/** Tuesday 10:00 in Seoul. */
export const NOW = new Date('2026-11-10T01:00:00Z');
export const BASE = 'https://first-step.example';

const QUESTIONS: Readonly<Record<string, { type: string; sensitivity: 'normal' | 'sensitive' | 'secret' }>> = {
  stage: { type: 'choice', sensitivity: 'normal' },
  age_band: { type: 'choice', sensitivity: 'normal' },
  due_date: { type: 'date', sensitivity: 'sensitive' },
  household: { type: 'choice', sensitivity: 'normal' },
  prenatal: { type: 'choice', sensitivity: 'sensitive' },
  heart_home: { type: 'multi', sensitivity: 'secret' },
  contact: { type: 'contact', sensitivity: 'secret' },
};

const member = (id: string, role: StaffMember['role'], more: Partial<StaffMember> = {}): StaffMember => ({
  id,
  role,
  name: `Name of ${id}`,
  email: `${id}@staff.example`,
  organisationId: 'centre',
  locale: 'en',
  languages: ['ko'],
  districts: [],
  active: true,
  ...more,
});
/** Everybody of one centre, and a stranger of another. */
export const STAFF = {
  hana: member('hana', 'case_manager', { languages: ['ko', 'vi'], districts: ['namdong'] }),
  duri: member('duri', 'case_manager'),
  sena: member('sena', 'supervisor'),
  daon: member('daon', 'administrator'),
  bareum: member('bareum', 'auditor'),
  lan: member('lan', 'saver', { languages: ['ko', 'vi'] }),
  other: member('other', 'case_manager', { organisationId: 'elsewhere' }),
} as const;

export const prepare = (db: Db): Promise<void> =>
  ensureIndexes(db, [...familiesIndexes, ...inboxIndexes, ...messagesIndexes, ...referralsIndexes, ...staffIndexes], silentLog);

export type OpenReferrals = Awaited<ReturnType<typeof openReferrals>>;

/** One process: families, inbox, messages and referrals over real stores, with a clock that stands still. */
export async function openReferrals(options: {
  db: Db;
  client: MongoClient;
  redisUrl: string;
  prefix: string;
  masterKey: string;
  now?: Date;
  heartbeatMs?: number;
}) {
  const { db, client, redisUrl, prefix, masterKey } = options;
  const clock = new SteppedClock(options.now ?? NOW);
  /** Real time, as a person at the desk has it. */
  const realClock = new SteppedClock(options.now ?? NOW);
  const log = silentLog;
  const keys = await openKeys(db, masterKey);
  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: () => 'hash' });
  const inbox = createInbox({ db, client, keys, families, engine: caseEngine, clock, log });
  const queues = createQueues({ url: redisUrl, prefix, names: [...REFERRAL_QUEUES, DELIVERY_QUEUE], log });
  const live = createLive(redisUrl, prefix, log);
  const news: LiveNews[] = [];
  const stopNews = live.subscribe((one) => news.push(one));
  const members = createMembers(db);
  await Promise.all(Object.values(STAFF).map((one) => members.save(one, false)));
  const audit = createAudit(db, clock);
  const mails: Mail[] = [];
  const messages = createMessages({
    db,
    families,
    queues,
    live,
    texts,
    directory: members.directory,
    quietHours: book.quietHours,
    clock,
    log,
    mailer: { send: async (mail) => void mails.push(mail) },
    link: (path) => `${BASE}${path}`,
  });
  // Who asks is said by a header: sign-in is tried in test/staff.
  const signedIn = (): RequestHandler => async (request, response, next) => {
    response.locals['staff'] = await members.directory.byId(request.get('x-staff') ?? '');
    next();
  };
  const referrals = createReferrals({
    db,
    client,
    families,
    messages,
    queues,
    live,
    clock,
    realClock,
    log,
    audit,
    directory: members.directory,
    rules: book,
    organisationServing: async () => 'centre',
    questionInfo: (id) => QUESTIONS[id] ?? null,
    tell: inbox.notify,
    visitsOf: async () => [],
    deliveriesOf: async () => [],
    audienceOf: { visit: async () => null, delivery: async () => null },
    signedIn,
    readSession: async (headers) => {
      const staff = await members.directory.byId(String(headers['x-staff']));
      return staff?.active ? { staff } : null;
    },
    hmac: keys.hmac,
    baseUrl: BASE,
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  });
  for (const fence of referrals.fences) messages.fence(fence);
  referrals.subscribe(inbox);
  await until(() => queues.generation());

  /** The API as this member of the staff reaches it. */
  const app = (staff: keyof typeof STAFF): Express =>
    express()
      .set('query parser', 'simple')
      .use((request, _response, next) => {
        request.headers['x-staff'] = staff;
        next();
      })
      .use(mountApi(referrals.routes, { signedIn, idempotency: createIdempotency(db, keys.hmac) }), referrals.eventsRouter)
      .use(unknownRoute)
      .use(problemHandler(log));

  const say = async (conversation: string, text: string): Promise<void> => {
    await inbox.handleTurn({ channel: 'web', conversation, externalId: randomUUID(), content: { kind: 'text', text } });
    await inbox.settled();
  };
  return {
    app,
    clock,
    realClock,
    families,
    inbox,
    queues,
    live,
    news,
    mails,
    messages,
    referrals,
    members,
    audit,
    keys,
    /** Says words as the family, one after the other, and waits until all their effects are applied. */
    async says(conversation: string, ...words: string[]): Promise<void> {
      await inbox.handleTurn({ channel: 'web', conversation, externalId: randomUUID(), content: { kind: 'start', lang: 'vi' } });
      for (const word of words) await say(conversation, word);
    },
    say,
    /** One pass of the net, a number a scan. */
    async scan(...names: string[]): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const { name, run } of referrals.scans) if (names.length === 0 || names.includes(name)) counts[name] = await run();
      return counts;
    },
    of: (conversation: string) => db.collection<ReferralDocument>('referrals', { promoteBuffers: true }).findOne({ conversation }),
    byId: (id: string) => db.collection<ReferralDocument>('referrals', { promoteBuffers: true }).findOne({ _id: id }),
    alerts: () => db.collection<AlertDocument>('alerts', { promoteBuffers: true }).find().toArray(),
    ledger: (kind: string) => db.collection<Record<string, unknown> & { _id: string }>('deliveries').find({ kind }).toArray(),
    async close(): Promise<void> {
      stopNews();
      referrals.close();
      await inbox.settled();
      live.close();
      await queues.close();
    },
  };
}
