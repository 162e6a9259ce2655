import express, { type Express, type RequestHandler } from 'express';
import type { Db, MongoClient } from 'mongodb';
import type { Families } from '../../src/families/index.ts';
import type { Inbox } from '../../src/inbox/index.ts';
import { createIdempotency } from '../../src/platform/idempotency.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { createLive } from '../../src/platform/live.ts';
import { silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { problemHandler, ProblemError, unknownRoute } from '../../src/platform/problem.ts';
import { createSavers } from '../../src/savers/index.ts';
import { createAudit } from '../../src/staff/audit.store.ts';
import { createMembers } from '../../src/staff/members.store.ts';
import { mountApi } from '../../src/staff/index.ts';
import type { StaffMember } from '../../src/staff/staff.ts';
import { type BookableReferral, createVisits, type Visits, type VisitsDeps, visitsIndexes } from '../../src/visits/index.ts';
import { openInbox, type OpenInbox, prepare } from '../inbox/open-inbox.ts';
import { book, consent, member, type OpenMessages, openMessages, prepareMessages, texts } from '../messages/open-messages.ts';

export const BASE = 'https://first-step.example';
/** Thursday 18:00 in Seoul, the evening before Christmas. */
export const BOOKED_AT = new Date('2026-12-24T09:00:00Z');

export const STAFF = {
  hana: member('hana', 'case_manager'),
  sena: member('sena', 'supervisor'),
  lan: member('lan', 'saver'),
  mina: member('mina', 'saver', { locale: 'ko' }),
  left: member('left', 'saver', { active: false }),
  far: member('far', 'saver', { organisationId: 'elsewhere' }),
  other: member('other', 'case_manager', { organisationId: 'elsewhere' }),
  bareum: member('bareum', 'auditor'),
} as const;

export async function prepareVisits(db: Db): Promise<void> {
  await prepare(db);
  await prepareMessages(db);
  await ensureIndexes(db, [...visitsIndexes, { collection: 'audit', indexes: [] }], silentLog);
  const members = createMembers(db);
  for (const staff of Object.values(STAFF)) await members.save(staff, false);
}

export interface Family {
  readonly referral: BookableReferral;
  readonly conversation: string;
  readonly personId: string;
  tell: (event: Parameters<Families['apply']>[1]) => Promise<void>;
}

export interface OpenVisits extends Omit<OpenMessages, 'atFence'> {
  readonly visits: Visits;
  readonly chat: OpenInbox;
  readonly http: Express;
  /** Referrals by id, as the slice to the left answers. */
  readonly referrals: Map<string, BookableReferral>;
  /** A family with an accepted referral that agreed to reminders (unless `agrees` is false). */
  family(name: string, options?: { agrees?: boolean; more?: Partial<BookableReferral> }): Promise<Family>;
  /** Everything that the reconciler does for visits and messages. */
  net(): Promise<number>;
  /** What stands in a conversation's history, newest last. */
  told(conversation: string): Promise<string[]>;
}

/** Who is signed in: the header `x-staff` names the member. */
const signedInBy = (staff: Readonly<Record<string, StaffMember>>) => (): RequestHandler => (request, response, next) => {
  const signed = staff[request.get('x-staff') ?? ''];
  if (!signed) throw new ProblemError({ status: 401, slug: 'signed-out', title: 'Please sign in' });
  response.locals['staff'] = signed;
  next();
};

/** One process: families, inbox, messages, savers and visits over real stores, with one clock that stands still. */
export async function openVisits(options: {
  db: Db;
  client: MongoClient;
  redisUrl: string;
  prefix: string;
  masterKey: string;
  now?: Date;
  /** Puts something around telling her, such as a crash before it. */
  tell?: (tell: Inbox['notify']) => VisitsDeps['tell'];
  around?: (messages: OpenMessages['messages']) => VisitsDeps['messages'];
}): Promise<OpenVisits> {
  const { db, client, redisUrl, prefix, masterKey, now = BOOKED_AT, tell = (notify) => notify, around = (messages) => messages } = options;
  const base = await openMessages({ db, client, redisUrl, prefix, masterKey, now, fences: ['referral', 'alert'] });
  const chat = await openInbox({ db, client, masterKey });
  chat.clock.set(now);
  base.clock.onJump((at) => chat.clock.set(at));
  const { directory } = createMembers(db);
  const keys = await openKeys(db, masterKey);
  const live = createLive(redisUrl, prefix, silentLog);
  const referrals = new Map<string, BookableReferral>();
  const savers = createSavers({ directory });
  const visits = createVisits({
    db,
    client,
    hmac: keys.hmac,
    families: chat.families,
    messages: around(base.messages),
    tell: tell(chat.inbox.notify),
    referral: async (id) => referrals.get(id) ?? null,
    settle: async () => undefined,
    savers,
    directory,
    rules: book,
    audit: createAudit(db, base.clock),
    live,
    texts,
    link: (path) => `${BASE}${path}`,
    clock: base.clock,
    log: silentLog,
  });
  base.messages.fence(visits.fence);
  visits.subscribe(chat.inbox);

  const http = express();
  const api = mountApi([...savers.routes, ...visits.routes], {
    signedIn: signedInBy(STAFF),
    idempotency: createIdempotency(db, keys.hmac),
  });
  http.use(api, visits.icsRouter, unknownRoute);
  http.use(problemHandler(silentLog));

  return {
    ...base,
    visits,
    chat,
    http,
    referrals,
    async family(name, { agrees = true, more = {} } = {}) {
      const conversation = `web-${name}`;
      await chat.say(conversation, 'hello');
      await chat.inbox.settled();
      const personId = (await chat.families.personOf(conversation)) ?? '';
      let turnSeq = 1_000;
      const told: Family['tell'] = async (event) => {
        turnSeq += 1;
        const source = { conversation, personId, turnSeq, index: 0, at: base.clock.now() };
        await client.withSession((session) => session.withTransaction((tx) => chat.families.apply(source, event, tx)));
      };
      await told({ type: 'language_changed', lang: 'en' });
      if (agrees) await told(consent('consent_reminder', true));
      const referral: BookableReferral = {
        id: `r-${name}`,
        organisationId: 'centre',
        assignedTo: 'hana',
        personId,
        conversation,
        code: 'FS-2A3B4',
        lang: 'en',
        quiet: false,
        status: 'accepted',
        ...more,
      };
      referrals.set(referral.id, referral);
      return { referral, conversation, personId, tell: told };
    },
    async net() {
      let count = 0;
      for (const scan of [...visits.scans, ...base.messages.scans]) count += await scan.run();
      return count;
    },
    async told(conversation) {
      const history = await chat.inbox.history(conversation);
      return (history?.turns ?? []).flatMap(({ messages }) => messages.map(({ text }) => text)).filter((text) => text.startsWith('visit_'));
    },
    async close() {
      await chat.inbox.settled();
      live.close();
      await base.close();
    },
  };
}

/** A booking as the console sends it: Tuesday 29 December, 10:00. */
export const WANTED = { saverId: 'lan', date: '2026-12-29', time: '10:00', place: 'center', minutes: 60 } as const;
