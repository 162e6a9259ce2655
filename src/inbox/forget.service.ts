import type { ClientSession, MongoClient } from 'mongodb';
import type { TurnReply } from '../channels/channel.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Families } from '../families/index.ts';
import type { Hmac } from '../platform/hmac.ts';
import type { Log } from '../platform/log.ts';
import { isDuplicateKey } from '../platform/mongo.ts';
import type { Decided } from './decide-turn.service.ts';
import { type PendingEffect, survivesErasure } from './effects.ts';
import type { EffectLedger } from './effects.store.ts';
import { effectsOf } from './engine.ts';
import { type Relay, sealCarried } from './relay.service.ts';
import type { Timers } from './timers.store.ts';
import { type Appended, NotSavedError, type TurnStore } from './turns.port.ts';

/** Longest that an erasure may take before the sender is told to send it again. */
const FORGET_MS = 5_000;

const asOneChange = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } } as const;

type Forgotten = Extract<ConversationEvent, { type: 'person_forgotten' }>;

export interface ForgetDeps {
  readonly client: MongoClient;
  readonly turns: TurnStore;
  readonly ledger: EffectLedger;
  readonly relay: Relay;
  readonly timers: Timers;
  readonly families: Families;
  readonly hmac: Hmac;
  readonly log: Log;
}

export type Forget = ReturnType<typeof createForget>;

/**
 * The erasing turn: in one transaction the key is destroyed, the turns are blanked and one tombstone is written. What
 * other slices hold goes by the effect `person_forgotten`.
 *
 * @param farewell What she is told; the same message sent again gets it again.
 */
export function createForget({ client, turns, ledger, relay, timers, families, hmac, log }: ForgetDeps) {
  /** Effects of earlier turns that could not be applied until now. */
  const left = async (conversation: string): Promise<PendingEffect[]> => {
    if ((await relay.drain(conversation)) === 'clear') return [];
    log.warn('forgetting_with_effects_left', { conversation });
    return relay.unapplied(conversation);
  };

  /** What must still happen after the erasure: an alert for a life at risk goes on, all else goes. */
  const carriedBy = async ({ conversation, seq, personId, stepped }: Decided, { keepAlert }: Forgotten): Promise<PendingEffect[]> => {
    const own = effectsOf(stepped.events).map((effect) => ({ ...effect, seq, personId }));
    return [...(await left(conversation)), ...own].filter(
      ({ event }) => survivesErasure(event) && (keepAlert || event.type !== 'alert_raised'),
    );
  };

  return async (decided: Decided, farewell: TurnReply): Promise<Appended> => {
    const { conversation, seq, externalId, channel, personId, at, stepped } = decided;
    const event = stepped.events.find((one) => one.type === 'person_forgotten');
    if (!event) throw new Error('this turn forgets nobody');
    const effects = await carriedBy(decided, event);
    const carried = sealCarried(hmac, conversation, seq, { channel, at: decided.now, effects });

    const erase = async (tx: ClientSession): Promise<Appended['outcome']> => {
      const erased = await turns.erase({ conversation, seq, externalId, carried }, at, tx);
      if (typeof erased === 'string') {
        await tx.abortTransaction();
        return erased;
      }
      const stone = { conversation, externalIds: erased, through: seq, at, reason: event.reason, farewell: { externalId, reply: farewell } };
      await families.forget(personId, stone, tx);
      await ledger.pass(conversation, seq - 1, tx);
      await timers.set(conversation, null, tx);
      return 'stored';
    };
    try {
      const outcome = await client.withSession({ defaultTimeoutMS: FORGET_MS }, (session) => session.withTransaction(erase, asOneChange));
      if (outcome !== 'redelivered') return { outcome };
      const turn = await turns.find(conversation, externalId);
      return turn ? { outcome, turn } : { outcome: 'race_lost' };
    } catch (error) {
      if (isDuplicateKey(error)) return { outcome: 'race_lost' };
      throw new NotSavedError({ cause: error });
    } finally {
      families.forgotten(personId);
    }
  };
}
