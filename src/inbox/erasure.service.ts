import type { TurnReply } from '../channels/channel.ts';
import type { Instant } from '../conversation/types.ts';
import type { ErasureReason, Families } from '../families/index.ts';
import type { Hmac } from '../platform/hmac.ts';
import { openJson, type Place, sealJson } from '../platform/seal.ts';
import type { PendingEffect } from './effects.ts';
import type { EffectLedger } from './effects.store.ts';
import type { Timers } from './timers.store.ts';
import type { ErasedTurn } from './turn.ts';
import type { TurnStore } from './turns.port.ts';

/** What an erasing turn leaves to do. Sealed with a key of the service, and gone when it is done. */
export interface Erasure {
  readonly channel: string;
  readonly at: Instant;
  readonly personId: string;
  readonly externalId: string;
  readonly reason: ErasureReason;
  /** What she is told; the same message sent again gets it again. */
  readonly farewell: TurnReply;
  readonly effects: readonly PendingEffect[];
}

export type Erasures = ReturnType<typeof createErasures>;

/**
 * Erasing in steps that may each be done again: once the erasing turn is stored, the person counts as forgotten, and
 * whoever meets it unfinished (the same process, the next message, the net) finishes it. No transaction: one that a
 * killed process leaves behind would hold back the conversation for a minute.
 */
export function createErasures(deps: { turns: TurnStore; ledger: EffectLedger; timers: Timers; families: Families; hmac: Hmac }) {
  const { turns, ledger, timers, families, hmac } = deps;
  const keyOf = (conversation: string, seq: number): Buffer => hmac.key('stub', conversation, String(seq));
  const placeOf = (conversation: string, seq: number): Place => ({ collection: 'turns', id: `${conversation}:${seq}`, field: 'carried' });
  const open = ({ conversation, seq }: ErasedTurn, carried: Uint8Array): Erasure =>
    openJson<Erasure>(keyOf(conversation, seq), placeOf(conversation, seq), carried);

  return {
    seal: (conversation: string, seq: number, erasure: Erasure): Buffer =>
      sealJson(keyOf(conversation, seq), placeOf(conversation, seq), erasure),
    open,

    /** Removes all traces, if that is not done yet: key, consents, words; then the turns. */
    async finish(turn: ErasedTurn): Promise<void> {
      if (!turn.unfinished || !turn.carried) return;
      const { conversation, seq } = turn;
      const { personId, externalId, at, reason, farewell } = open(turn, turn.carried);
      // First of all: from here on no effect of an earlier turn is applied any more.
      await ledger.pass(conversation, seq - 1);
      const externalIds = [...(await turns.externalIdsBefore(conversation, seq)), externalId];
      await families.forget(personId, {
        conversation,
        externalIds,
        through: seq,
        at: new Date(at),
        reason,
        farewell: { externalId, reply: farewell },
      });
      await timers.set(conversation, null);
      await turns.eraseBefore(conversation, seq);
      await turns.finish(conversation, seq);
    },
  };
}
