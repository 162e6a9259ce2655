import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Db, MongoClient } from 'mongodb';
import type { EffectEvent } from '../../src/conversation/events.ts';
import { createTexts, type TextTree } from '../../src/conversation/index.ts';
import { createFamilies, type Families, familiesIndexes } from '../../src/families/index.ts';
import {
  createMessages,
  DELIVERY_QUEUE,
  type DeliveryRow,
  type MessagesService,
  messagesIndexes,
  type PlannedMessage,
  type SubjectFence,
} from '../../src/messages/index.ts';
import { SteppedClock } from '../../src/platform/clock.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { createLive } from '../../src/platform/live.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import type { Mail, Mailer } from '../../src/platform/mail.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { createQueues, type Queues } from '../../src/platform/queues.ts';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { loadRuleBook } from '../../src/rules/index.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import type { StaffMember } from '../../src/staff/staff.ts';
import { until } from './until.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The real tables of the product. */
export const book = loadRuleBook(
  readdirSync(root('flows/rules')).map((name) => parseYaml(`flows/rules/${name}`, readFileSync(root(`flows/rules/${name}`), 'utf8'))),
);
export const LANGUAGES = ['ko', 'en', 'vi', 'zh-CN'] as const;
/** The real texts of the product. */
export const texts = createTexts(
  new Map(LANGUAGES.map((lang) => [lang, JSON.parse(readFileSync(root(`locales/${lang}/messages.json`), 'utf8')) as TextTree])),
);

export const prepareMessages = (db: Db): Promise<void> => ensureIndexes(db, [...familiesIndexes, ...messagesIndexes], silentLog);

export const member = (id: string, role: StaffMember['role'], more: Partial<StaffMember> = {}): StaffMember => ({
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

/** A family as the ledger meets it: with all consents, reachable, reading English. */
export async function someFamily(
  families: Families,
  client: MongoClient,
  at: Date,
): Promise<{ personId: string; conversation: string; tell: (event: EffectEvent) => Promise<void> }> {
  const conversation = `web-${randomUUID()}`;
  const { personId } = await families.begin(conversation, 0, at);
  let turnSeq = 0;
  const tell = async (event: EffectEvent): Promise<void> => {
    turnSeq += 1;
    await client.withSession((session) =>
      session.withTransaction((tx) => families.apply({ conversation, personId, turnSeq, index: 0, at }, event, tx)),
    );
  };
  await tell({ type: 'language_changed', lang: 'en' });
  return { personId, conversation, tell };
}

export const consent = (id: string, given: boolean): EffectEvent => ({
  type: 'consent_recorded',
  consent: id,
  given,
  version: '1',
  lang: 'en',
});

export interface OpenMessages {
  readonly messages: MessagesService;
  readonly families: Families;
  readonly clock: SteppedClock;
  readonly queues: Queues;
  /** What the mail server took. */
  readonly mails: Mail[];
  /** What the fence says about a subject, `<id>.<version>`; `due` unless set. */
  readonly standings: Map<string, Awaited<ReturnType<SubjectFence['check']>>>;
  /** Runs in the middle of each look at the fence. */
  atFence: () => Promise<void>;
  /** Every scan once, as the reconciler does. */
  net(): Promise<number>;
  row(id: string): Promise<DeliveryRow>;
  close(): Promise<void>;
}

/** One process: the ledger over real stores, with a clock that stands still. */
export async function openMessages(options: {
  db: Db;
  client: MongoClient;
  redisUrl: string;
  prefix: string;
  masterKey: string;
  now: Date;
  mailer?: Mailer | null;
  claimMs?: number;
  /** Types whose fence is the test's own; all unless given. */
  fences?: readonly SubjectFence['type'][];
  /** Does not wait for Redis. */
  redisAway?: boolean;
  log?: Log;
}): Promise<OpenMessages> {
  const { db, client: _client, redisUrl, prefix, masterKey, now, claimMs, log = silentLog } = options;
  const clock = new SteppedClock(now);
  const keys = await openKeys(db, masterKey);
  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: () => 'hash' });
  const queues = createQueues({ url: redisUrl, prefix, names: [DELIVERY_QUEUE], log });
  const live = createLive(redisUrl, prefix, log);
  if (options.redisAway !== true) await until(async () => (await queues.generation()) !== null);
  const mails: Mail[] = [];
  const recorder: Mailer = {
    send: async (mail) => {
      mails.push(mail);
    },
  };
  const messages = createMessages({
    db,
    families,
    queues,
    live,
    mailer: options.mailer === undefined ? recorder : options.mailer,
    texts,
    directory: createMembers(db).directory,
    quietHours: book.quietHours,
    clock,
    log,
    link: (path) => `https://first-step.example${path}`,
    backOffMs: [0, 0],
    ...(claimMs === undefined ? {} : { claimMs }),
  });
  const standings: OpenMessages['standings'] = new Map();
  const opened: OpenMessages = {
    messages,
    families,
    clock,
    queues,
    mails,
    standings,
    atFence: async () => {},
    async net() {
      let count = 0;
      for (const scan of messages.scans) count += await scan.run();
      return count;
    },
    async row(id) {
      const found = await db.collection<{ _id: string }>('deliveries').findOne({ _id: id });
      if (!found) throw new Error(`no row ${id}`);
      return { ...found, id } as unknown as DeliveryRow;
    },
    async close() {
      await queues.close();
      live.close();
    },
  };
  for (const type of options.fences ?? (['visit', 'referral', 'alert'] as const)) {
    messages.fence({
      type,
      check: async ({ id, version }) => {
        const standing = standings.get(`${id}.${version}`) ?? 'due';
        await opened.atFence();
        return standing;
      },
    });
  }
  return opened;
}

export const DUE = new Date('2026-12-28T01:00:00Z'); // Monday 10:00 in Seoul

/** A reminder as a slice plans it. */
export function reminder(to: { personId: string; conversation: string }, more: Partial<PlannedMessage> = {}): PlannedMessage {
  const visit = randomUUID();
  return {
    id: `${visit}.family_1d.1.web`,
    to: { audience: 'family', personId: to.personId, conversation: to.conversation },
    kind: 'family_1d',
    subject: { type: 'visit', id: visit, version: 1 },
    channel: 'web',
    due: DUE,
    expires: new Date('2026-12-28T12:00:00Z'),
    consent: 'consent_reminder',
    text: { key: 'family.reminder', params: { when: '2026-12-29T01:00:00.000Z', place: 'home', code: 'FS-2A3B4' } },
    ...more,
  };
}

/** A letter to a member of the staff, due now. */
export function letter(staffId: string, now: Date, more: Partial<PlannedMessage> = {}): PlannedMessage {
  const referral = randomUUID();
  return {
    id: `${referral}.referral_assigned.1.email.${staffId}`,
    to: { audience: 'staff', staffId },
    kind: 'referral_assigned',
    subject: { type: 'referral', id: referral, version: 1 },
    channel: 'email',
    due: now,
    expires: new Date(now.getTime() + 86_400_000),
    consent: null,
    text: { key: 'staff.referral_assigned', params: { code: 'FS-2A3B4', level: 'urgent_24h' } },
    ...more,
  };
}
