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

/** An effect with where it comes from. */
export interface SourcedEffect<T extends EffectType = EffectType> {
  readonly context: EffectContext;
  readonly event: Extract<EffectEvent, { type: T }>;
}

/** The same for effects of one type at once, each of another conversation: one way to the database instead of many. */
export type GroupApplier<T extends EffectType = EffectType> = (effects: readonly SourcedEffect<T>[], tx: ClientSession) => Promise<void>;

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

/** What is left to do after the commit, and of which turn. */
export interface Later {
  readonly conversation: string;
  readonly seq: number;
  readonly later: AfterCommit;
}

type Apply = (effects: readonly SourcedEffect[], tx: ClientSession) => Promise<readonly Later[]>;

export type Appliers = ReturnType<typeof createAppliers>;

export function createAppliers() {
  const byType = new Map<EffectType, Apply[]>();
  const add = (type: EffectType, apply: Apply): void => {
    byType.set(type, [...(byType.get(type) ?? []), apply]);
  };
  return {
    /** Applies effects of one type from now on, after those subscribed before. */
    subscribe<T extends EffectType>(type: T, applier: Applier<T>): void {
      add(type, async (effects, tx) => {
        const left: Later[] = [];
        for (const { context, event } of effects) {
          // Events arrive by their own type only, so the narrower argument is safe.
          const later = await applier(context, event as Extract<EffectEvent, { type: T }>, tx);
          if (later) left.push({ conversation: context.conversation, seq: context.turnSeq, later });
        }
        return left;
      });
    },
    subscribeGroup<T extends EffectType>(type: T, applier: GroupApplier<T>): void {
      add(type, async (effects, tx) => {
        await applier(effects as unknown as readonly SourcedEffect<T>[], tx);
        return [];
      });
    },
    of: (type: EffectType): readonly Apply[] => byType.get(type) ?? [],
  };
}

/**
 * Effects of many conversations in rounds: each round has at most one of a conversation, in its order, and is told by
 * type, so that all of one type can be applied at once.
 */
export function roundsOf<E extends SourcedEffect>(effects: readonly E[]): readonly ReadonlyMap<EffectType, readonly E[]>[] {
  const rounds: Map<EffectType, E[]>[] = [];
  const taken = new Map<string, number>();
  for (const effect of effects) {
    const { context, event } = effect;
    const place = taken.get(context.conversation) ?? 0;
    taken.set(context.conversation, place + 1);
    const round = rounds[place] ?? new Map<EffectType, E[]>();
    rounds[place] = round;
    const same = round.get(event.type);
    if (same) same.push(effect);
    else round.set(event.type, [effect]);
  }
  return rounds;
}
