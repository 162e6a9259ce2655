import type { ConversationEvent } from '../conversation/events.ts';
import type { Families } from '../families/index.ts';
import { sealJson } from '../platform/seal.ts';
import type { Decided } from './decide-turn.service.ts';
import { effectsOf } from './engine.ts';
import type { StoredTurn, TurnContent } from './turn.ts';

/** Stands for the program of a turn whose input was erased: it cannot be decided again. */
export const REDUCED = 'reduced';

/** Of a child's turn only the answers that may be kept stay, her words go. Null when nothing is to be reduced. */
function reduced(events: readonly ConversationEvent[]): readonly ConversationEvent[] | null {
  const reducing = events.find((event) => event.type === 'answers_reduced');
  if (!reducing) return null;
  return events.filter((event) => {
    if (event.type === 'sign_told') return false;
    return !('question' in event) || event.type === 'question_asked' || reducing.keep.includes(event.question);
  });
}

/** The turn as it is stored: sealed with the person's key for its place in the conversation. */
export async function sealTurn(families: Families, decided: Decided): Promise<StoredTurn> {
  const { conversation, seq, externalId, channel, personId, at, now, input, stepped, shown } = decided;
  const kept = reduced(stepped.events);
  const events = kept ?? stepped.events;
  const content: TurnContent = { input: kept ? null : input, now, events, outputs: stepped.outputs, state: stepped.session, shown };
  return {
    conversation,
    seq,
    externalId,
    channel,
    at,
    program: kept ? REDUCED : decided.program,
    personId,
    erasedThrough: kept ? seq - 1 : decided.erasedThrough,
    effects: effectsOf(events).map(({ index }) => index),
    sealed: sealJson(await families.dataKey(personId), { conversation, seq }, content),
  };
}
