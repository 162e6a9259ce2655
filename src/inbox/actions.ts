import type { Action, ActionResult } from '../conversation/types.ts';
import type { Log } from '../platform/log.ts';

/** What an action is done for: the same key finds the same hold, also when the turn was raced or sent again. */
export interface ActionKey {
  readonly conversation: string;
  readonly externalId: string;
  /** Place among the actions of this turn. */
  readonly index: number;
}

/**
 * The outside world as a conversation may ask it in the middle of a step. Owned here, given by `app.ts`.
 *
 * Promises: an action only reads, or takes a hold that lapses by itself. Non-promise: an answer in time; see below.
 */
export interface Actions {
  /** Null when nobody here knows this action. */
  run(action: Action, key: ActionKey): Promise<ActionResult | null>;
}

/** A family does not wait longer than this for the outside world (reliability §1). */
const PATIENCE_MS = 1_000;

export const UNAVAILABLE: ActionResult = { state: 'unavailable' };

/** Does one action. Never throws: trouble and lateness are `unavailable`, and the flow says so honestly. */
export async function doAction(actions: Actions, action: Action, key: ActionKey, log: Log): Promise<ActionResult> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    const result = await Promise.race([actions.run(action, key), tooLate]);
    if (result === null) log.warn('action_unavailable', { kind: action.name, conversation: key.conversation });
    return result ?? UNAVAILABLE;
  } catch (error) {
    log.error('action_failed', { kind: action.name, conversation: key.conversation, error });
    return UNAVAILABLE;
  } finally {
    clearTimeout(timer);
  }
}

/** Nothing of the outside world is there yet. */
export const noActions: Actions = { run: async () => null };
