import type { RenderedMessage, RenderedQuestion, TurnReply } from '../channels/channel.ts';
import type { Input } from '../conversation/types.ts';
import type { Families } from '../families/index.ts';
import type { Engine } from './engine.ts';
import { openTurn, type Presents } from './presents.service.ts';
import type { Replies } from './replies.service.ts';
import type { TurnStore } from './turns.port.ts';

export interface HistoryTurn {
  readonly seq: number;
  /** Business time, ISO 8601. */
  readonly at: string;
  /** What she wrote, or the labels she chose; null for turns that she did not make. */
  readonly mine: string | null;
  readonly messages: readonly RenderedMessage[];
}

export interface History {
  readonly turns: readonly HistoryTurn[];
  /** The present question, without messages. */
  readonly current: TurnReply;
  /** When she last wrote: after a pause nothing old is shown. */
  readonly lastActivityAt: string;
}

/** Most turns shown; older ones stay stored. */
const SHOWN_TURNS = 300;

/** Labels of what she chose, in the language that it was asked in. */
function labelsOf(values: readonly string[], question: RenderedQuestion | null): string {
  return values.map((value) => question?.choices?.find((choice) => choice.value === value)?.label ?? value).join(', ');
}

function mineOf(input: Input | null, asked: RenderedQuestion | null): string | null {
  switch (input?.kind) {
    case 'text':
      return input.text;
    case 'start':
      return input.text ?? null;
    case 'choice':
      return labelsOf(input.values, asked);
    default:
      return null;
  }
}

/** The conversation so far, for the page; null when nobody is known here. */
export function createHistory(deps: { turns: TurnStore; families: Families; engine: Engine; presents: Presents; replies: Replies }) {
  const { turns, families, engine, presents, replies } = deps;
  return async (conversation: string): Promise<History | null> => {
    // Another process may have taken turns since this one remembered her: what is shown and what is asked must be of one time.
    presents.drop(conversation);
    const present = await presents.load(conversation);
    const current = replies.ofPresent(conversation, present);
    if (!current) return null;
    const from = Math.max(present.erasedThrough, present.seq - SHOWN_TURNS);
    const stored = (await turns.list(conversation, { after: from, limit: SHOWN_TURNS + 1 })).filter(({ seq }) => seq <= present.seq);
    const shown: HistoryTurn[] = [];
    let asked: RenderedQuestion | null = null;
    let lastActivityAt: string | null = null;
    for (const turn of stored) {
      const { input, now, state, outputs } = await openTurn(families, turn);
      const { messages, question } = engine.replyOf(state, outputs, now);
      shown.push({ seq: turn.seq, at: now, mine: mineOf(input, asked), messages });
      if (input?.kind !== 'timer' && input?.kind !== 'notice') lastActivityAt = now;
      asked = question;
    }
    return { turns: shown, current, lastActivityAt: lastActivityAt ?? stored.at(-1)?.at.toISOString() ?? new Date(0).toISOString() };
  };
}
