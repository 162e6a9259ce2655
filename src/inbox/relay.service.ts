import type { ClientSession, MongoClient } from 'mongodb';
import { type Families, ForgottenError } from '../families/index.ts';
import type { Log } from '../platform/log.ts';
import { type Appliers, type EffectContext, type Later, type PendingEffect, roundsOf, waitsForNothing } from './effects.ts';
import type { EffectLedger } from './effects.store.ts';
import type { Outbox } from './outbox.store.ts';
import type { Erasures } from './erasure.service.ts';
import { openTurn } from './presents.service.ts';
import { type ErasedTurn, isErased, type StoredTurn } from './turn.ts';

/** Longest that one transaction of effects may take. */
const APPLY_MS = 8_000;
/** Most turns that are read for a group; a group with more goes one conversation after the other. */
const MAX_OF_GROUP = 400;

export interface PendingTurn {
  readonly conversation: string;
  readonly seq: number;
  readonly erased: boolean;
  readonly source: Omit<EffectContext, 'personId' | 'turnSeq' | 'index'>;
  readonly effects: readonly PendingEffect[];
  /** Not all of its effects: the turn is not done with after them. */
  readonly partial?: true;
}

/** `stuck`: an applier failed; it is noted for a later try, and alerts were sent on regardless. */
export type Drained = 'clear' | 'stuck';

export interface RelayDeps {
  readonly client: MongoClient;
  readonly outbox: Outbox;
  readonly ledger: EffectLedger;
  readonly appliers: Appliers;
  readonly families: Families;
  readonly erasures: Erasures;
  readonly log: Log;
}

export type Relay = ReturnType<typeof createRelay>;

/** Brings the effects of stored turns to the slices that asked for them: each once, in the order of the conversation. */
export function createRelay({ client, outbox, ledger, appliers, families, erasures, log }: RelayDeps) {
  const open = async (turn: StoredTurn | ErasedTurn): Promise<PendingTurn> => {
    const { conversation, seq } = turn;
    if (isErased(turn)) {
      if (!turn.carried)
        return { conversation, seq, erased: true, source: { conversation, channel: '', at: new Date(0), turn: null }, effects: [] };
      await erasures.finish(turn);
      const { channel, at, effects } = erasures.open(turn, turn.carried);
      return { conversation, seq, erased: true, source: { conversation, channel, at: new Date(at), turn: null }, effects };
    }
    const { input, state, events } = await openTurn(families, turn);
    const { personId, channel, at } = turn;
    const effects = turn.effects.flatMap((index) => {
      const event = events[index];
      return event ? [{ seq, index, personId, event: event as PendingEffect['event'] }] : [];
    });
    return { conversation, seq, erased: false, source: { conversation, channel, at, turn: { input, session: state } }, effects };
  };

  /** Turns with effects that the conversation's lane has not passed yet. */
  const pending = async (conversation: string, through: number | null): Promise<PendingTurn[]> => {
    try {
      return await Promise.all((await outbox.after(conversation, through ?? 0)).map(open));
    } catch (error) {
      if (!(error instanceof ForgottenError)) throw error;
      return Promise.all((await outbox.after(conversation, through ?? 0)).map(open)); // erased meanwhile: read what it left
    }
  };

  /** Applies effects of turns and whatever `first` does in one transaction. Returns false when `first` says that it is not our turn. */
  const applyInTransaction = async (turns: readonly PendingTurn[], first: (tx: ClientSession) => Promise<boolean>): Promise<boolean> => {
    const all = turns.flatMap(({ conversation, source, effects }) =>
      effects.map((effect) => ({ ...effect, conversation, at: source.at, source })),
    );
    let after: Later[] = [];
    const applied = await client.withSession({ defaultTimeoutMS: APPLY_MS }, (session) =>
      session.withTransaction(
        async (tx) => {
          after = [];
          if (!(await first(tx))) {
            await tx.abortTransaction();
            return false;
          }
          const fresh = await ledger.unapplied(all, tx);
          await ledger.markApplied(fresh, tx);
          const sourced = fresh.map(({ seq, index, personId, event, source }) => ({
            context: { ...source, personId, turnSeq: seq, index },
            event,
          }));
          for (const round of roundsOf(sourced)) {
            for (const [type, effects] of round) for (const apply of appliers.of(type)) after.push(...(await apply(effects, tx)));
          }
          for (const { conversation, seq, erased, partial } of turns) if (erased && !partial) await outbox.settle(conversation, seq, tx);
          return true;
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
      ),
    );
    if (!applied) return false;
    for (const { conversation, seq, later } of after) {
      await later().catch((error: unknown) => log.warn('after_commit_failed', { conversation, seq, error }));
    }
    return true;
  };

  const sendAlertsOn = async (turns: readonly PendingTurn[]): Promise<void> => {
    for (const turn of turns) {
      for (const effect of turn.effects.filter(({ event }) => waitsForNothing(event))) {
        await applyInTransaction([{ ...turn, effects: [effect], partial: true }], async () => true).catch((error: unknown) =>
          log.error('alert_not_applied', { conversation: turn.conversation, seq: turn.seq, error }),
        );
      }
    }
  };

  /** Applies all that a conversation has waiting. Safe from any number of processes at once. */
  const drain = async (conversation: string): Promise<Drained> => {
    for (;;) {
      const through = await ledger.through(conversation);
      const turns = await pending(conversation, through);
      const [turn] = turns;
      if (!turn) return 'clear';
      try {
        // When the lane was moved on by another process, the next round sees where it stands.
        await applyInTransaction([turn], (tx) => ledger.advance([{ conversation, from: through, to: turn.seq }], tx));
      } catch (error) {
        await sendAlertsOn(turns);
        const attempt = await ledger.defer(conversation, turn.seq);
        log.error('effect_stuck', { conversation, seq: turn.seq, attempt, error });
        return 'stuck';
      }
    }
  };

  /** All that waits in these conversations, in one transaction. False: nothing was applied, and each has to go alone. */
  const together = async (conversations: readonly string[]): Promise<boolean> => {
    if (conversations.length < 2) return false;
    try {
      const lanes = await ledger.throughAll(conversations);
      const places = conversations.map((conversation) => ({ conversation, seq: lanes.get(conversation) ?? 0 }));
      const found = await outbox.afterEach(places, MAX_OF_GROUP);
      if (found.length === MAX_OF_GROUP || found.some(isErased)) return false;
      const turns = await Promise.all(found.map(open));
      const last = new Map(turns.map(({ conversation, seq }) => [conversation, seq]));
      const moves = [...last].map(([conversation, to]) => ({ conversation, from: lanes.get(conversation) ?? null, to }));
      return turns.length === 0 || (await applyInTransaction(turns, (tx) => ledger.advance(moves, tx)));
    } catch (error) {
      log.warn('effects_go_alone', { count: conversations.length, error });
      return false;
    }
  };

  return {
    /** Everything of a conversation that is not applied yet; alerts that went ahead are left out. */
    async unapplied(conversation: string): Promise<PendingEffect[]> {
      const turns = await pending(conversation, await ledger.through(conversation));
      return ledger.unapplied(turns.flatMap((turn) => turn.effects.map((effect) => ({ ...effect, conversation }))));
    },

    drain,

    /**
     * The same for many conversations at once: all in one transaction, which costs little more than that of one. Where that
     * does not go, for whatever reason, one after the other. Returns those that are stuck.
     */
    async drainAll(conversations: readonly string[]): Promise<readonly string[]> {
      if (await together(conversations)) return [];
      const stuck: string[] = [];
      for (const conversation of conversations) if ((await drain(conversation)) === 'stuck') stuck.push(conversation);
      return stuck;
    },
  };
}
