import type { ClientSession } from 'mongodb';
import type { ErasedTurn, ErasingTurn, StoredTurn } from './turn.ts';

/** Nothing was kept as far as we know; the sender may send the same message again. */
export class NotSavedError extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the turn is not known to be durable', options);
    this.name = 'NotSavedError';
  }
}

/**
 * `stored`: durable now. `redelivered`: this message has a turn already, which is durable. `race_lost`: another turn has
 * this place in the order; load the conversation and step again.
 */
export type Appended =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'redelivered'; readonly turn: StoredTurn }
  | { readonly outcome: 'race_lost' };

/**
 * The append-only store of turns.
 *
 * Promises: what was reported as `stored` survives any crash of this process and of a minority of the database; each
 * (conversation, seq) and each (conversation, externalId) exists once. Non-promises: order between conversations.
 */
export interface TurnStore {
  /** Throws `NotSavedError` when it cannot be known in time whether the turn is durable. */
  append(turn: StoredTurn | ErasingTurn): Promise<Appended>;
  /** The newest turn, or null. */
  last(conversation: string): Promise<StoredTurn | ErasedTurn | null>;
  /** The oldest one that still has a place: its time, or null for a conversation that never was. */
  first(conversation: string): Promise<{ readonly at: Date; readonly externalId: string | null } | null>;
  find(conversation: string, externalId: string): Promise<StoredTurn | null>;
  /** Readable turns after `after`, oldest first. */
  list(conversation: string, range?: { readonly after?: number; readonly limit?: number }): Promise<StoredTurn[]>;
  /** Message ids of the readable turns before `seq`. */
  externalIdsBefore(conversation: string, seq: number, tx?: ClientSession): Promise<readonly string[]>;
  /** Erases all turns before `seq`: only their places stay, so that no writer that still believes in them gets one. */
  eraseBefore(conversation: string, seq: number, tx?: ClientSession): Promise<void>;
  /** Marks an erasing turn as finished; its message id goes too. */
  finish(conversation: string, seq: number): Promise<void>;
}
