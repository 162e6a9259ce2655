import type { ConversationEvent, EffectEvent } from '../conversation/events.ts';
import { EFFECT_TYPES } from '../conversation/events.ts';
import type { Session } from '../conversation/session.ts';
import type { Action, ActionResult, Input, Instant, Output } from '../conversation/types.ts';
import type { TurnReply } from '../channels/channel.ts';

/** What one input leads to. */
export interface Stepped {
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
  /** To be done first; the input is then stepped again with its result. */
  readonly action?: Action;
}

/**
 * The conversation engine as the inbox needs it: the pure core with its program already chosen.
 *
 * Promises: pure and total; the same session, input and time give the same result.
 */
export interface Engine {
  /** Changes with every change of engine, flows, rules or lexicons; stored with each turn. */
  readonly fingerprint: string;
  step(session: Session | null, input: Input, now: Instant, results?: readonly ActionResult[]): Stepped;
  /** What a turn said, in her language, and the question that waits after it, as of `now`. */
  replyOf(session: Session, outputs: readonly Output[], now: Instant): Omit<TurnReply, 'conversation' | 'turn'>;
}

const EFFECTS: ReadonlySet<string> = new Set(EFFECT_TYPES);

const isEffect = (event: ConversationEvent): event is EffectEvent => EFFECTS.has(event.type);

/** An event that other slices apply, with its place among the turn's events. */
export interface IndexedEffect {
  readonly index: number;
  readonly event: EffectEvent;
}

export const effectsOf = (events: readonly ConversationEvent[]): IndexedEffect[] =>
  events.flatMap((event, index) => (isEffect(event) ? [{ index, event }] : []));
