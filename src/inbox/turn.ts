import type { ConversationEvent } from '../conversation/events.ts';
import type { Session } from '../conversation/session.ts';
import type { Input, Instant, Output } from '../conversation/types.ts';

/** A turn as it is stored: what may be read without a key, and the sealed rest. Never changed, only erased whole. */
export interface StoredTurn {
  readonly conversation: string;
  /** 1, 2, 3 … without a hole. */
  readonly seq: number;
  /** The channel's id of the message, or `timer-<seq>`, `notice:<id>` for turns that the shell made. */
  readonly externalId: string;
  readonly channel: string;
  /** Business time that the turn was decided with. */
  readonly at: Date;
  /** Fingerprint of engine, flows, rules and lexicons; `reduced` when the input was erased. */
  readonly program: string;
  readonly personId: string;
  /** Turns of this conversation up to this one are erased. */
  readonly erasedThrough: number;
  /** Places of the effects among the turn's events. */
  readonly effects: readonly number[];
  /** `TurnContent`, sealed with the person's key for (conversation, seq). */
  readonly sealed: Uint8Array;
}

/** A turn that erases all before it. It keeps their place in the order, and says nothing. */
export interface ErasedTurn {
  readonly conversation: string;
  readonly seq: number;
  readonly erased: true;
  /** What is still to be done: sealed `Erasure`. Null when all is done. */
  readonly carried: Uint8Array | null;
  /** Not all traces are gone yet: whoever meets it finishes that first. */
  readonly unfinished: boolean;
}

/** The same on its way into the store. */
export interface ErasingTurn extends ErasedTurn {
  readonly externalId: string;
  readonly at: Date;
  readonly carried: Uint8Array;
  readonly unfinished: true;
}

export interface TurnContent {
  /** Null when only the state after was kept. */
  readonly input: Input | null;
  readonly now: Instant;
  readonly events: readonly ConversationEvent[];
  readonly outputs: readonly Output[];
  /** State after the turn. */
  readonly state: Session;
  /** The last turn that changed what she sees; a message that answers to an older one is stale. */
  readonly shown: number;
}

export const isErased = <T extends ErasedTurn>(turn: StoredTurn | T): turn is T => 'erased' in turn;

/** Identity of one effect in the whole system. */
export const effectId = (conversation: string, seq: number, index: number): string => `${conversation}:${seq}:${index}`;

/** External id of a timer turn; `seq` is the turn that the timer waited after. */
export const timerId = (seq: number): string => `timer-${seq}`;
export const noticeId = (id: string): string => `notice:${id}`;

/** Whether a message answers to something else than what she sees now (contract: `at`). */
export const isStale = (seen: number | undefined, shown: number, last: number): boolean =>
  seen !== undefined && (seen < shown || seen > last);
