import type { TurnReply } from '../channels/channel.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Log } from '../platform/log.ts';
import type { Decided } from './decide-turn.service.ts';
import { type PendingEffect, survivesErasure } from './effects.ts';
import { effectsOf } from './engine.ts';
import type { Erasures } from './erasure.service.ts';
import type { Relay } from './relay.service.ts';
import type { Appended, TurnStore } from './turns.port.ts';

/** As much of a decided turn as erasing needs. */
export type Forgetting = Pick<Decided, 'conversation' | 'seq' | 'externalId' | 'channel' | 'personId' | 'at' | 'now'> & {
  readonly stepped: { readonly events: readonly ConversationEvent[] };
};

export type Forget = ReturnType<typeof createForget>;

/**
 * The erasing turn: it takes its place in the order like any other, and then all that was before it goes. What other
 * slices hold goes by the effect `person_forgotten`. Resolves when no trace is left in the inbox and in families.
 */
export function createForget({ turns, relay, erasures, log }: { turns: TurnStore; relay: Relay; erasures: Erasures; log: Log }) {
  /** Effects of earlier turns that could not be applied until now. */
  const left = async (conversation: string): Promise<PendingEffect[]> => {
    if ((await relay.drain(conversation)) === 'clear') return [];
    log.warn('forgetting_with_effects_left', { conversation });
    return relay.unapplied(conversation);
  };

  return async (decided: Forgetting, farewell: TurnReply): Promise<Appended> => {
    const { conversation, seq, externalId, channel, personId, at, now, stepped } = decided;
    const event = stepped.events.find((one) => one.type === 'person_forgotten');
    if (!event) throw new Error('this turn forgets nobody');
    const own = effectsOf(stepped.events).map((effect) => ({ ...effect, seq, personId }));
    const effects = [...(await left(conversation)), ...own].filter(
      (effect) => survivesErasure(effect.event) && (event.keepAlert || effect.event.type !== 'alert_raised'),
    );
    const carried = erasures.seal(conversation, seq, { channel, at: now, personId, externalId, reason: event.reason, farewell, effects });
    const erasing = { conversation, seq, externalId, at, erased: true, carried, unfinished: true } as const;
    const appended = await turns.append(erasing);
    if (appended.outcome === 'stored') await erasures.finish(erasing);
    return appended;
  };
}
