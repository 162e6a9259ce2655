import { decide } from './decide.ts';
import type { ConversationEvent } from './events.ts';
import { evolve, initialSession } from './evolve.ts';
import type { Program } from './program.ts';
import type { Session } from './session.ts';
import type { Input, Instant, Output } from './types.ts';

export interface Step {
  readonly session: Session;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
}

/**
 * One message through the engine. Pure and total: never throws on any input, costs time linear in the input's length.
 *
 * @param session The state so far, or null for the first message.
 * @param now The conversation's present time, ISO 8601; "today" is its calendar date in Seoul.
 * @returns The new state, what happened, and what to say as text keys.
 */
export function step(program: Program, session: Session | null, input: Input, now: Instant): Step {
  const { events, outputs } = decide(program, session ?? initialSession, input, now);
  return { session: events.reduce(evolve, session ?? initialSession), events, outputs };
}
