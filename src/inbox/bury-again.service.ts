import type { TurnReply } from '../channels/channel.ts';
import type { ErasureReason } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Forget } from './forget.service.ts';
import type { Presents } from './presents.service.ts';
import type { Relay } from './relay.service.ts';

/** An erasure that a restored backup knows nothing of. */
export interface Buried {
  readonly conversation: string;
  /** Turns up to this one were erased. */
  readonly through: number;
  readonly reason: ErasureReason;
}

/**
 * Erases once more whom a restored backup brought back, through the same turn as the first time. An alert stays where there
 * was one: a life may depend on it, and it holds nothing of what she said. False when nobody was brought back.
 */
export function createBuryAgain(deps: { presents: Presents; forget: Forget; relay: Relay; clock: Clock }) {
  const { presents, forget, relay, clock } = deps;
  return async ({ conversation, through, reason }: Buried): Promise<boolean> => {
    presents.drop(conversation);
    const { person, seq, channel, erasedThrough } = await presents.load(conversation);
    if (!person || erasedThrough >= through) return false;
    const at = clock.now();
    const told = reason === 'reduced' || reason === 'retention_over' ? 'withdrawn' : reason;
    const farewell: TurnReply = {
      conversation,
      turn: seq + 1,
      lang: null,
      messages: [],
      question: null,
      progress: 1,
      ended: true,
      hidden: false,
      forgotten: true,
    };
    const event = { type: 'person_forgotten', reason: told, keepAlert: true } as const;
    const again = {
      conversation,
      seq: seq + 1,
      externalId: `erased-again-${through}`,
      channel: channel ?? '',
      personId: person.id,
      at,
      now: at.toISOString(),
    };
    const appended = await forget({ ...again, stepped: { events: [event] } }, farewell);
    presents.drop(conversation);
    if (appended.outcome !== 'stored') throw new Error('another process writes here: stop it, and restore again');
    await relay.drain(conversation);
    return true;
  };
}
