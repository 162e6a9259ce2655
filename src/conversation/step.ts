import { decide } from './decide.ts';
import type { ConversationEvent } from './events.ts';
import { initialSession } from './evolve.ts';
import type { Program } from './program.ts';
import type { Session } from './session.ts';
import type { Action, ActionResult, Input, Instant, Output } from './types.ts';

export interface Step {
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
  /**
   * Asked of the outside world before this step can be taken: do it, add its result to `results`, and take the step again.
   * Nothing else of this answer is to be used then.
   */
  readonly action?: Action;
}

/**
 * One message through the engine. Pure and total: never throws on any input, costs time linear in the input's length.
 *
 * @param session The state so far, or null for the first message.
 * @param now The conversation's present time, ISO 8601; "today" is its calendar date in Seoul.
 * @param results What the outside world said to the actions of this very step so far, in order.
 * @returns The new state, what happened, and what to say as text keys.
 */
export function step(program: Program, session: Session | null, input: Input, now: Instant, results: readonly ActionResult[] = []): Step {
  const { session: next, events, outputs, action } = decide(program, session ?? initialSession, input, now, results);
  return action ? { session: next, events, outputs, action } : { session: next, events, outputs };
}

const UNAVAILABLE: ActionResult = { state: 'unavailable' };

/** The same where there is no outside world: every action is unavailable, and the flow goes on as it does then. */
export function stepAlone(program: Program, session: Session | null, input: Input, now: Instant): Step {
  const results: ActionResult[] = [];
  for (;;) {
    const next = step(program, session, input, now, results);
    if (!next.action) return next;
    results.push(UNAVAILABLE);
  }
}
