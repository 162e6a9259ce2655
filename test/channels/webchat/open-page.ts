import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { createHub, type Hub } from '../../../src/channels/botkit/hub.ts';
import type { HandleTurn } from '../../../src/channels/channel.ts';
import {
  type ChatLimiter,
  createChatLimiter,
  type Delivery,
  loadPageWords,
  type WebchatDeps,
  webchatChannel,
  webchatRoutes,
} from '../../../src/channels/webchat/webchat.routes.ts';
import { type Program, replyOf, step } from '../../../src/conversation/index.ts';
import { createFamilies, familiesIndexes } from '../../../src/families/index.ts';
import { createInbox, type Engine, type Inbox, inboxIndexes } from '../../../src/inbox/index.ts';
import { SteppedClock } from '../../../src/platform/clock.ts';
import { newCaseCode } from '../../../src/platform/ids.ts';
import { openKeys } from '../../../src/platform/keyring.store.ts';
import { type Log, silentLog } from '../../../src/platform/log.ts';
import { ensureIndexes } from '../../../src/platform/mongo.ts';
import { problemHandler, unknownRoute } from '../../../src/platform/problem.ts';
import { type TestMongo, withMongo, withRedis } from '../../services.ts';
import { pageEngine } from './page-engine.ts';

export const NOW = new Date('2026-11-10T01:00:00Z');

export interface OpenPage {
  readonly url: string;
  /** Where the exit leads. */
  readonly neutralUrl: string;
  readonly clock: SteppedClock;
  readonly inbox: Inbox;
  readonly hub: Hub;
  readonly mongo: TestMongo;
  /** What is pushed to a conversation, and what was reported as seen. */
  readonly pushes: Map<string, Delivery[]>;
  readonly seen: string[];
  /** Makes the next turns fail as the inbox does when nothing is known to be durable. */
  failing: boolean;
  /** Minutes go by. */
  pass(minutes: number): void;
  close(): Promise<void>;
}

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const LANGUAGES: WebchatDeps['languages'] = [
  { lang: 'ko', name: '한국어', draft: false },
  { lang: 'en', name: 'English', draft: false },
  { lang: 'vi', name: 'Tiếng Việt', draft: true },
  { lang: 'zh-CN', name: '简体中文', draft: true },
];

function listen(app: Express): Promise<Server> {
  return new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
}

const engineOf = (program: Program): Engine => ({
  fingerprint: program.fingerprint,
  step: (session, input, now) => step(program, session, input, now),
  replyOf: (session, outputs, now) => replyOf(program, session, outputs, now),
});

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The page over the real inbox, a real MongoDB and Redis, and a small conversation. */
export async function openPage(
  options: {
    limits?: Parameters<typeof createChatLimiter>[0]['limits'];
    deps?: Partial<WebchatDeps>;
    /** The real conversation instead of the small one. */
    program?: Program;
    log?: Log;
  } = {},
): Promise<OpenPage> {
  const log = options.log ?? silentLog;
  const mongo = await withMongo();
  const redis = await withRedis();
  const { db, client } = mongo;
  await ensureIndexes(db, [...familiesIndexes, ...inboxIndexes], silentLog);
  const keys = await openKeys(db, randomBytes(32).toString('base64'));
  const clock = new SteppedClock(NOW);
  const families = createFamilies({ db, keys, newCaseCode, consentTextHash: () => 'hash' });
  const inbox = createInbox({
    db,
    client,
    keys,
    families,
    engine: options.program ? engineOf(options.program) : pageEngine,
    clock,
    log: silentLog,
  });
  const pushes = new Map<string, Delivery[]>();
  const seen: string[] = [];
  const state = { failing: false };
  const handleTurn: HandleTurn = (turn) => (state.failing ? Promise.reject(new Error('not durable')) : inbox.handleTurn(turn));
  const hub = createHub({ handleTurn, log });
  const limiter: ChatLimiter = createChatLimiter({
    redis: redis.redis,
    hmac: keys.hmac,
    log,
    limits: options.limits ?? {},
  });

  const neutral = await listen(express().use((_request, response) => void response.send('<title>Weather</title><h1>Sunny</h1>')));
  const app = express();
  app.disable('x-powered-by');
  app.use(
    webchatRoutes({
      handleTurn: hub.connect(webchatChannel).handleTurn,
      history: inbox.history,
      identities: inbox.identities,
      setReturnWord: families.setReturnWord,
      resume: families.resume,
      deliveries: {
        pending: (conversation) => Promise.resolve(pushes.get(conversation) ?? []),
        seen: (_conversation, ids) => Promise.resolve(void seen.push(...ids)),
      },
      isUrgent: (text) => text.includes('bleeding'),
      limiter,
      hmac: keys.hmac,
      clock,
      log,
      secureCookies: false,
      languages: LANGUAGES,
      words: loadPageWords(ROOT),
      exitUrl: `${addressOf(neutral)}/weather`,
      ...options.deps,
    }),
  );
  app.use(unknownRoute, problemHandler(log));
  const server = await listen(app);

  return {
    url: addressOf(server),
    neutralUrl: `${addressOf(neutral)}/weather`,
    clock,
    inbox,
    hub,
    mongo,
    pushes,
    seen,
    get failing() {
      return state.failing;
    },
    set failing(value) {
      state.failing = value;
    },
    pass: (minutes) => clock.set(new Date(clock.now().getTime() + minutes * 60_000)),
    async close() {
      for (const one of [server, neutral]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
      await inbox.settled();
      await mongo.drop();
      await redis.drop();
    },
  };
}
