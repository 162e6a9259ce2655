import type { TurnReply } from '../channels/channel.ts';
import type { Families, Grave } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Engine } from './engine.ts';
import { openTurn, type Present } from './presents.service.ts';
import type { StoredTurn } from './turn.ts';

export type Replies = ReturnType<typeof createReplies>;

/** Answers to messages that came before. */
export function createReplies({ engine, families, clock }: { engine: Engine; families: Families; clock: Clock }) {
  return {
    /** The answer that a turn gave when it was stored. */
    async ofTurn(turn: StoredTurn): Promise<TurnReply> {
      const { state, outputs, now } = await openTurn(families, turn);
      return { conversation: turn.conversation, turn: turn.seq, ...engine.replyOf(state, outputs, now) };
    },

    /** The present question, and no message. Null when nobody is known here. */
    ofPresent(conversation: string, { seq, person }: Present): TurnReply | null {
      return person && { conversation, turn: seq, ...engine.replyOf(person.session, [], clock.now().toISOString()) };
    },

    /**
     * A message of an erased turn came again. The erasing message gets its farewell again; others get silence, or the
     * present question where the person stayed.
     */
    ofGrave(conversation: string, present: Present, grave: Grave<TurnReply>): TurnReply {
      if (grave.reply) return grave.reply;
      const stayed = grave.reason === 'reduced' ? this.ofPresent(conversation, present) : null;
      const silence = { lang: null, messages: [], question: null, progress: 1, ended: true, hidden: false, forgotten: true };
      return stayed ?? { conversation, turn: grave.through, ...silence };
    },
  };
}
