import type { ClientSession } from 'mongodb';
import type { ErasedTurn, StoredTurn } from './turn.ts';

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

export interface Erasure {
  readonly conversation: string;
  /** The place that the erasing turn takes. */
  readonly seq: number;
  readonly externalId: string;
  /** Effects that must still happen after the erasure, sealed with a key of the service; null when there are none. */
  readonly carried: Uint8Array | null;
}

/**
 * The append-only store of turns.
 *
 * Promises: what was reported as `stored` survives any crash of this process and of a minority of the database; each
 * (conversation, seq) and each (conversation, externalId) exists once. Non-promises: order between conversations.
 */
export interface TurnStore {
  /** Throws `NotSavedError` when it cannot be known in time whether the turn is durable. */
  append(turn: StoredTurn): Promise<Appended>;
  /** The newest turn, or null. */
  last(conversation: string): Promise<StoredTurn | ErasedTurn | null>;
  /** The oldest one that still has a place: its time, or null for a conversation that never was. */
  first(conversation: string): Promise<{ readonly at: Date; readonly externalId: string | null } | null>;
  find(conversation: string, externalId: string): Promise<StoredTurn | null>;
  /** Readable turns after `after`, oldest first. */
  list(conversation: string, range?: { readonly after?: number; readonly limit?: number }): Promise<StoredTurn[]>;
  /**
   * Erases all turns before `seq` and takes the place `seq`, in the caller's transaction.
   * Returns the message ids of what was erased, or why nothing was done.
   */
  erase(erasure: Erasure, at: Date, tx: ClientSession | null): Promise<readonly string[] | 'race_lost' | 'redelivered'>;
  /** Erases all turns before `seq`, which stays; returns their message ids. */
  eraseBefore(conversation: string, seq: number, tx: ClientSession | null): Promise<readonly string[]>;
}
