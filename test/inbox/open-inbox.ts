import { randomUUID } from 'node:crypto';
import { setImmediate as tick } from 'node:timers/promises';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import type { InboundContent, InboundTurn } from '../../src/channels/channel.ts';
import type { EffectEvent, EffectType } from '../../src/conversation/events.ts';
import { EFFECT_TYPES } from '../../src/conversation/events.ts';
import { createFamilies, type Families, familiesIndexes } from '../../src/families/index.ts';
import { createInbox, type EffectContext, type Inbox, inboxIndexes } from '../../src/inbox/index.ts';
import { SteppedClock } from '../../src/platform/clock.ts';
import { newCaseCode } from '../../src/platform/ids.ts';
import { openKeys } from '../../src/platform/keyring.store.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import { ensureIndexes } from '../../src/platform/mongo.ts';
import { tinyEngine } from './tiny-engine.ts';

/** Where the tests' appliers count: one document an application, with the writes of its transaction. */
export interface AppliedCount {
  readonly _id: string;
  readonly times: number;
  readonly type: string;
  readonly order: number;
}

export interface OpenInbox {
  readonly inbox: Inbox;
  readonly families: Families;
  readonly clock: SteppedClock;
  /** Sends words of a family; the id of the message is new unless given. */
  say(conversation: string, text: string, options?: { id?: string; seen?: number }): ReturnType<Inbox['handleTurn']>;
  send(conversation: string, content: InboundContent, options?: { id?: string; seen?: number }): ReturnType<Inbox['handleTurn']>;
  /** Effects of a conversation as the counting applier saw them, in the order applied. */
  counted(conversation: string): Promise<AppliedCount[]>;
}

export const NOW = new Date('2026-11-10T01:00:00Z');

export const prepare = (db: Db): Promise<void> =>
  ensureIndexes(db, [...familiesIndexes, ...inboxIndexes, { collection: 'counted', indexes: [] }], silentLog);

/** One process's inbox over the tiny engine. `failing` decides which effects cannot be applied. */
export async function openInbox(options: {
  db: Db;
  client: MongoClient;
  masterKey: string;
  failing?: (event: EffectEvent) => boolean;
  types?: readonly EffectType[];
  log?: Log;
  /** Puts something around the families, such as a crash at a certain point. */
  around?: (families: Families) => Families;
}): Promise<OpenInbox> {
  const { db, client, masterKey, failing = () => false, log = silentLog, around = (families) => families } = options;
  const keys = await openKeys(db, masterKey);
  const clock = new SteppedClock(NOW);
  const families = around(createFamilies({ db, keys, newCaseCode, consentTextHash: () => 'hash' }));
  const inbox = createInbox({ db, client, keys, families, engine: tinyEngine, clock, log });
  const counted = db.collection<AppliedCount>('counted');

  const count = async ({ conversation, turnSeq, index }: EffectContext, event: EffectEvent, tx: ClientSession): Promise<void> => {
    await tick();
    if (failing(event)) throw new Error('cannot be applied');
    const order = await counted.countDocuments({ _id: { $regex: `^${conversation}:` } }, { session: tx });
    await counted.updateOne(
      { _id: `${conversation}:${turnSeq}:${index}` },
      { $inc: { times: 1 }, $set: { type: event.type, order } },
      { upsert: true, session: tx },
    );
  };
  for (const type of options.types ?? EFFECT_TYPES) inbox.subscribe(type, count);

  const send: OpenInbox['send'] = (conversation, content, { id = randomUUID(), seen } = {}) => {
    const inbound: InboundTurn = { channel: 'web', conversation, externalId: id, content, ...(seen === undefined ? {} : { seen }) };
    return inbox.handleTurn(inbound);
  };
  return {
    inbox,
    families,
    clock,
    send,
    say: (conversation, text, more) => send(conversation, { kind: 'text', text }, more),
    counted: async (conversation) =>
      (await counted.find({ _id: { $regex: `^${conversation}:` } }).toArray()).sort((a, b) => a.order - b.order),
  };
}
