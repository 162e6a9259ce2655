import type { TurnReply } from '../channels/channel.ts';
import type { Session } from '../conversation/session.ts';
import type { ActionResult, Input, Instant } from '../conversation/types.ts';
import type { Families } from '../families/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type ActionKey, type Actions, doAction, UNAVAILABLE } from './actions.ts';
import type { Engine, Stepped } from './engine.ts';
import type { Present } from './presents.service.ts';

/** Actions done in one turn; what a flow wants beyond is unavailable. */
const MAX_ACTIONS = 4;

/** A message on its way in. */
export interface Incoming {
  readonly conversation: string;
  readonly channel: string;
  /** What it means where the conversation stands now; null when there is nothing to do any more. */
  meant(present: Present): Meant | null;
}

export interface Meant {
  readonly externalId: string;
  /** What someone known sends, or how someone new begins under a fresh case code. */
  readonly input: Input | ((code: string) => Input);
}

/** A turn that is decided, and not yet stored. */
export interface Decided {
  readonly conversation: string;
  readonly seq: number;
  readonly externalId: string;
  readonly channel: string;
  readonly personId: string;
  readonly erasedThrough: number;
  /** Fingerprint of what decided. */
  readonly program: string;
  readonly at: Date;
  readonly now: Instant;
  readonly input: Input;
  readonly stepped: Stepped;
  readonly shown: number;
  readonly reply: TurnReply;
}

/** A turn that the shell made and that says nothing new leaves her screen as it is. */
function changesTheScreen(input: Input, present: Present, { session, outputs }: Stepped): boolean {
  const fromShell = input.kind === 'timer' || input.kind === 'notice';
  return !fromShell || outputs.length > 0 || session.pending !== present.person?.session.pending;
}

export type DecideTurn = ReturnType<typeof createDecideTurn>;

/** Steps the engine; someone new gets an id, a case code and a provisional key first. */
export function createDecideTurn(deps: { engine: Engine; families: Families; clock: Clock; actions: Actions; log: Log }) {
  const { engine, families, clock, actions, log } = deps;

  /** Steps until the engine wants nothing more from the outside world. */
  const stepWithActions = async (session: Session | null, input: Input, now: Instant, key: Omit<ActionKey, 'index'>): Promise<Stepped> => {
    const results: ActionResult[] = [];
    for (;;) {
      const stepped = engine.step(session, input, now, results);
      if (!stepped.action) return stepped;
      const tooMany = results.length >= MAX_ACTIONS;
      results.push(tooMany ? UNAVAILABLE : await doAction(actions, stepped.action, { ...key, index: results.length }, log));
    }
  };

  return async (incoming: Incoming, present: Present, { externalId, input: meant }: Meant): Promise<Decided> => {
    const { conversation } = incoming;
    const at = clock.now();
    const now = at.toISOString();
    const { person } = present;
    const { personId, code } = person
      ? { personId: person.id, code: person.session.code }
      : await families.begin(conversation, present.seq, at);
    const input = typeof meant === 'function' ? meant(code) : meant;
    const stepped = await stepWithActions(present.person?.session ?? null, input, now, { conversation, externalId });
    const seq = present.seq + 1;
    return {
      conversation,
      seq,
      externalId,
      channel: present.channel ?? incoming.channel,
      personId,
      erasedThrough: present.erasedThrough,
      program: engine.fingerprint,
      at,
      now,
      input,
      stepped,
      shown: changesTheScreen(input, present, stepped) ? seq : present.shown,
      reply: { conversation, turn: seq, ...engine.replyOf(stepped.session, stepped.outputs, now) },
    };
  };
}
