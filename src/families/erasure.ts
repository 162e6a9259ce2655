/**
 * Why nothing of a person is stored any more; kept in the tombstone as the legal reason.
 * `reduced`: of a child's conversation only a few answers stay, the turns before were erased (intake.md §1.1).
 */
export type ErasureReason = 'consent_refused' | 'withdrawn' | 'third_person' | 'reduced' | 'retention_over';

/** What stays after an erasure: keyed hashes, a time and a reason. Nobody can be found from it. */
export interface Tombstone {
  readonly conversation: string;
  /** All messages of the erased turns, so that a redelivery of one revives nothing. */
  readonly externalIds: readonly string[];
  /** Turns up to this one are erased. */
  readonly through: number;
  readonly at: Date;
  readonly reason: ErasureReason;
  /** The last answer. It opens only for who brings the erasing message again: the message's id is the key. */
  readonly farewell: { readonly externalId: string; readonly reply: unknown } | null;
}

/** What a redelivered message of an erased turn meets. `reply` is null for messages other than the erasing one. */
export interface Grave<Reply> {
  readonly reason: ErasureReason;
  readonly through: number;
  readonly reply: Reply | null;
}

/** The person was erased, or never was: there is no key, so nothing of her can be read or stored. */
export class ForgottenError extends Error {
  constructor() {
    super('this person was forgotten');
    this.name = 'ForgottenError';
  }
}
