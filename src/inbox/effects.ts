import type { ClientSession } from 'mongodb';
import type { EffectEvent, EffectType } from '../conversation/events.ts';
import type { Session } from '../conversation/session.ts';
import type { Input } from '../conversation/types.ts';

/** Where an effect comes from. */
export interface EffectContext {
  readonly conversation: string;
  readonly personId: string;
  readonly channel: string;
  readonly turnSeq: number;
  /** Place of the effect among the turn's events. (conversation, turnSeq, index) is its identity. */
  readonly index: number;
  /** Business time of the turn. */
  readonly at: Date;
  /** What she sent, and the state after it. Null when the person was forgotten with this turn. */
  readonly turn: { readonly input: Input | null; readonly session: Session } | null;
}

/** Done after the commit, for what has no transaction (a queue): may be lost in a crash, so it must be rebuildable. */
export type AfterCommit = () => Promise<void>;

/**
 * Applies one effect, with `tx` on every write: the same transaction marks it as applied, so it happens exactly once.
 * It may run more than once until a commit succeeds, so it has no other outside effect than what it returns.
 */
export type Applier<T extends EffectType = EffectType> = (
  context: EffectContext,
  event: Extract<EffectEvent, { type: T }>,
  tx: ClientSession,
) => Promise<void | AfterCommit>;

/** An effect with its identity in the conversation, and the turn it comes from. */
export interface PendingEffect {
  readonly seq: number;
  readonly index: number;
  readonly personId: string;
  readonly event: EffectEvent;
}

/** Effects that outlive an erasure: the alert for a life at risk, and the news that all else must go. */
export const survivesErasure = (event: EffectEvent): boolean => event.type === 'person_forgotten' || event.type === 'alert_raised';

/** Applied at once, even when an effect before it cannot be: nobody in danger waits for a fault of ours. */
export const waitsForNothing = (event: EffectEvent): boolean => event.type === 'alert_raised';

export type Appliers = ReturnType<typeof createAppliers>;

export function createAppliers() {
  const byType = new Map<EffectType, Applier[]>();
  return {
    /** Applies effects of one type from now on, after those subscribed before. */
    subscribe<T extends EffectType>(type: T, applier: Applier<T>): void {
      const list = byType.get(type) ?? [];
      // Events arrive by their own type only, so the narrower argument is safe.
      list.push(applier as unknown as Applier);
      byType.set(type, list);
    },
    of: (type: EffectType): readonly Applier[] => byType.get(type) ?? [],
  };
}
