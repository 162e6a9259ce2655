import type { Draft } from './draft.ts';
import type { Heard } from './listening/heard.ts';

/** Whether the text said anything that we react to besides an answer. */
export function heardAnything(heard: Heard): boolean {
  return heard.safety.length > 0 || heard.command !== null || heard.notices.length > 0;
}

/**
 * Her own loss: kind words, no further question, baby texts stop; a person is offered (intake.md §1.1, rules.md R10).
 *
 * @returns true when the turn ends with that.
 */
export function hearLoss(draft: Draft, heard: Heard): boolean {
  if (!heard.notices.includes('loss') || draft.session.flags.loss) return false;
  draft.emit({ type: 'loss_told' });
  draft.emit({ type: 'conversation_paused' });
  draft.emit({ type: 'human_offered' });
  draft.say('msg.loss');
  return true;
}

/**
 * A worry or a topic told in passing gets a word, and the pending question comes again; it is no failed try.
 *
 * @returns true when the turn goes on with the pending question as it was.
 */
export function hearNotices(draft: Draft, heard: Heard): boolean {
  if (heard.notices.includes('immigration')) draft.say('msg.no_immigration');
  else if (heard.notices.includes('adoption')) draft.say('msg.secret', undefined, ['1308']);
  else return false;
  return draft.session.pending !== null;
}
