import type { ClientSession, MongoClient } from 'mongodb';
import { type Families, ForgottenError } from '../families/index.ts';
import type { Log } from '../platform/log.ts';
import { type AfterCommit, type Appliers, type EffectContext, type PendingEffect, waitsForNothing } from './effects.ts';
import type { EffectLedger } from './effects.store.ts';
import type { Outbox } from './outbox.store.ts';
import type { Erasures } from './erasure.service.ts';
import { openTurn } from './presents.service.ts';
import { type ErasedTurn, isErased, type StoredTurn } from './turn.ts';

/** Longest that one turn's effects may take. */
const APPLY_MS = 8_000;

export interface PendingTurn {
  readonly conversation: string;
  readonly seq: number;
  readonly erased: boolean;
  readonly source: Omit<EffectContext, 'personId' | 'turnSeq' | 'index'>;
  readonly effects: readonly PendingEffect[];
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
      if (!turn.carried) return { conversation, seq, erased: true, source: { conversation, channel: '', at: new Date(0), turn: null }, effects: [] };
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

  /** Applies effects and whatever `first` does in one transaction. Returns false when `first` says that it is not our turn. */
  const applyInTransaction = async (
    turn: PendingTurn,
    effects: readonly PendingEffect[],
    first: (tx: ClientSession) => Promise<boolean>,
  ): Promise<boolean> => {
    let after: AfterCommit[] = [];
    const applied = await client.withSession({ defaultTimeoutMS: APPLY_MS }, (session) =>
      session.withTransaction(
        async (tx) => {
          after = [];
          if (!(await first(tx))) {
            await tx.abortTransaction();
            return false;
          }
          const fresh = await ledger.unapplied(turn.conversation, effects, tx);
          await ledger.markApplied(turn.conversation, fresh, turn.source.at, tx);
          for (const { seq, index, personId, event } of fresh) {
            for (const apply of appliers.of(event.type)) {
              const later = await apply({ ...turn.source, personId, turnSeq: seq, index }, event, tx);
              if (later) after.push(later);
            }
          }
          if (turn.erased && effects === turn.effects) await outbox.settle(turn.conversation, turn.seq, tx);
          return true;
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
      ),
    );
    if (!applied) return false;
    for (const later of after) {
      await later().catch((error: unknown) => log.warn('after_commit_failed', { conversation: turn.conversation, seq: turn.seq, error }));
    }
    return true;
  };

  const sendAlertsOn = async (turns: readonly PendingTurn[]): Promise<void> => {
    for (const turn of turns) {
      for (const effect of turn.effects.filter(({ event }) => waitsForNothing(event))) {
        await applyInTransaction(turn, [effect], async () => true).catch((error: unknown) =>
          log.error('alert_not_applied', { conversation: turn.conversation, seq: turn.seq, error }),
        );
      }
    }
  };

  return {
    /** Everything of a conversation that is not applied yet; alerts that went ahead are left out. */
    async unapplied(conversation: string): Promise<PendingEffect[]> {
      const turns = await pending(conversation, await ledger.through(conversation));
      return ledger.unapplied(conversation, turns.flatMap((turn) => turn.effects));
    },

    /** Applies all that a conversation has waiting. Safe from any number of processes at once. */
    async drain(conversation: string): Promise<Drained> {
      for (;;) {
        const through = await ledger.through(conversation);
        const turns = await pending(conversation, through);
        const [turn] = turns;
        if (!turn) return 'clear';
        try {
          // When the lane was moved on by another process, the next round sees where it stands.
          await applyInTransaction(turn, turn.effects, (tx) => ledger.advance(conversation, through, turn.seq, tx));
        } catch (error) {
          await sendAlertsOn(turns);
          const attempt = await ledger.defer(conversation, turn.seq);
          log.error('effect_stuck', { conversation, seq: turn.seq, attempt, error });
          return 'stuck';
        }
      }
    },
  };
}
