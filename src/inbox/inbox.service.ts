import type { Db, MongoClient } from 'mongodb';
import type { HandleTurn, InboundTurn, TurnReply } from '../channels/channel.ts';
import type { Params } from '../conversation/types.ts';
import { FAMILY_EFFECTS, type Families } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Keys } from '../platform/keyring.store.ts';
import { createLeases } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { CollectionIndexes } from '../platform/mongo.ts';
import { type Actions, noActions } from './actions.ts';
import { createBuryAgain } from './bury-again.service.ts';
import { createDecideTurn, type Incoming } from './decide-turn.service.ts';
import { createAppliers } from './effects.ts';
import { createEffectLedger, effectIndexes } from './effects.store.ts';
import type { Engine } from './engine.ts';
import { createErasures } from './erasure.service.ts';
import { createForget } from './forget.service.ts';
import { createHandleTurn } from './handle-turn.ts';
import { createHistory } from './history.service.ts';
import { createIdentities } from './identity.service.ts';
import { createNudges } from './nudges.ts';
import { createOutboxLag } from './outbox-lag.ts';
import { createOutbox } from './outbox.store.ts';
import { createPresents } from './presents.service.ts';
import { createReconcile } from './reconcile.job.ts';
import { createRelay } from './relay.service.ts';
import { createReplies } from './replies.service.ts';
import { createTimers, timerIndexes } from './timers.store.ts';
import { inputOf, openingInput } from './to-input.ts';
import { isStale, noticeId, timerId } from './turn.ts';
import { NotSavedError } from './turns.port.ts';
import { createTurnStore, turnIndexes } from './turns.store.ts';

export const inboxIndexes: readonly CollectionIndexes[] = [turnIndexes, timerIndexes, ...effectIndexes];

export interface InboxDeps {
  readonly db: Db;
  readonly client: MongoClient;
  readonly keys: Keys;
  readonly families: Families;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** The outside world; without it every action is unavailable. */
  readonly actions?: Actions;
}

/** A fact from the staff's side that she is told in the chat. */
export interface Notice {
  /** Stable: the same id is told once, such as `visit:<id>:<version>`. */
  readonly id: string;
  readonly notice: string;
  readonly params: Params;
}

export type Inbox = ReturnType<typeof createInbox>;

/** What a family sent, as the conversation takes it. */
function fromFamily({ conversation, channel, externalId, content, seen }: InboundTurn): Incoming {
  return {
    conversation,
    channel,
    meant({ person, shown, seq }) {
      if (!person) return { externalId, input: (code) => openingInput(content, code) };
      const input = inputOf(content, { lang: person.session.lang, stale: isStale(seen, shown, seq) });
      return input && { externalId, input };
    },
  };
}

/** The timer of a conversation; nothing when it was set off or moved since. */
function fromTimer(conversation: string, now: Date): Incoming {
  return {
    conversation,
    channel: '',
    meant({ person, seq }) {
      const { wakeAt } = person?.session ?? { wakeAt: null };
      if (wakeAt === null || Date.parse(wakeAt) > now.getTime()) return null;
      return { externalId: timerId(seq), input: { kind: 'timer', seq } };
    },
  };
}

function fromStaff(conversation: string, { id, notice, params }: Notice, at: string): Incoming {
  return {
    conversation,
    channel: '',
    meant: ({ person }) => person && { externalId: noticeId(id), input: { kind: 'notice', notice, params, at } },
  };
}

/** Any flow, any channel: what arrives is stored as a turn and answered; what it caused is brought to the other slices. */
export function createInbox({ db, client, keys: { hmac }, families, engine, clock, log, actions = noActions }: InboxDeps) {
  const turns = createTurnStore(db);
  const ledger = createEffectLedger(db);
  const outbox = createOutbox(db);
  const timers = createTimers(db);
  const appliers = createAppliers();
  const erasures = createErasures({ turns, ledger, timers, families, hmac });
  const presents = createPresents(turns, families, async (turn) => {
    await erasures.finish(turn);
    await families.clearBefore(turn.conversation, turn.seq);
  });
  const replies = createReplies({ engine, families, clock });
  const relay = createRelay({ client, outbox, ledger, appliers, families, erasures, log });
  const forget = createForget({ turns, relay, erasures, log });
  const decide = createDecideTurn({ engine, families, clock, actions, log });
  const nudges = createNudges(async (conversations) => {
    await relay.drainAll(conversations).catch((error: unknown) => log.error('drain_failed', { count: conversations.length, error }));
  });
  const take = createHandleTurn({ presents, families, decide, turns, forget, replies, nudge: nudges.nudge });

  for (const type of FAMILY_EFFECTS)
    appliers.subscribeGroup(type, (effects, tx) =>
      families.applyAll(
        effects.map(({ context, event }) => ({ source: context, event })),
        tx,
      ),
    );
  appliers.subscribeGroup('timer_set', (effects, tx) =>
    timers.setAll(
      effects.map(({ context, event: { at } }) => ({ conversation: context.conversation, at: at === null ? null : new Date(at) })),
      tx,
    ),
  );
  appliers.subscribe('answers_reduced', async ({ conversation, turnSeq, at }, _event, tx) => {
    const externalIds = await turns.externalIdsBefore(conversation, turnSeq, tx);
    if (externalIds.length === 0) return;
    await turns.eraseBefore(conversation, turnSeq, tx);
    await families.bury({ conversation, externalIds, through: turnSeq - 1, at, reason: 'reduced', farewell: null }, tx);
  });

  const handleTurn: HandleTurn = async (inbound) => {
    const { conversation } = inbound;
    const reply = (await take(fromFamily(inbound))) ?? replies.ofPresent(conversation, await presents.load(conversation));
    if (!reply) throw new NotSavedError(); // she was forgotten between the two: nothing of this message is kept
    return reply;
  };

  return {
    /** Stores and answers one message of a family. Throws `NotSavedError`; the same message may then be sent again. */
    handleTurn,
    /** Tells her a fact from the staff's side, once. Null when nobody is known there (any more). */
    notify: (conversation: string, notice: Notice): Promise<TurnReply | null> =>
      take(fromStaff(conversation, notice, clock.now().toISOString())),
    history: createHistory({ turns, families, engine, presents, replies }),
    identities: createIdentities({ hmac, turns, families, presents, clock }),
    /** Applies effects of one type from now on; all subscriptions come before the first turn. */
    subscribe: appliers.subscribe,
    /** One pass of the net: effects left behind, stuck ones, due timers. Null when another process is at it. */
    reconcile: createReconcile({
      outbox,
      ledger,
      relay,
      timers,
      leases: createLeases(db, log),
      clock,
      log,
      deliverTimer: async ({ conversation }) => void (await take(fromTimer(conversation, clock.now()))),
    }),
    /** For the metrics: what of the stored turns the other slices do not have yet. */
    outboxLag: createOutboxLag({ outbox, ledger }),
    /** For a restored backup: erases again who was erased after it was made. */
    buryAgain: createBuryAgain({ presents, forget, relay, clock }),
    /** Resolves when the fast path has nothing left to do: before a graceful stop, and in tests. */
    settled: nudges.settled,
  };
}
