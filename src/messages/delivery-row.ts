import type { CollectionIndexes } from '../platform/mongo.ts';
import type { DeliveryRow, DeliveryState, PlannedMessage, Subject } from './delivery.ts';

/**
 * Where a row stands for those who look for work: `waiting` to be sent, in somebody's hands (`sending`), `shown` in a
 * chat, or `closed`. Each stage has its own partial index, so that what is closed costs no search anything.
 */
export type Stage = 'waiting' | 'sending' | 'shown' | 'closed';

/** One message to one recipient about one version of something. Holds codes and slots, never words. */
export interface DeliveryDocument {
  readonly _id: string;
  readonly audience: 'family' | 'staff';
  readonly personId: string | null;
  readonly conversation: string | null;
  readonly staffId: string | null;
  readonly kind: string;
  readonly subject: Subject;
  readonly channel: PlannedMessage['channel'];
  readonly due: Date;
  readonly expires: Date;
  readonly consent: string | null;
  readonly text: PlannedMessage['text'];
  readonly priority: number | null;
  readonly state: DeliveryState;
  readonly stage: Stage;
  readonly reason: string | null;
  /** Business time of the last change of `state`. */
  readonly at: Date;
  /** Business time at which it went out, whatever became of it later; null when it did not. Rows of earlier versions have none. */
  readonly sentAt?: Date | null;
  /** How often it was handed to a channel that did not take it. */
  readonly tries: number;
  /** How often it was queued again: part of the job id, since an id that was used is ignored. */
  readonly requeues: number;
  /** MongoDB's time: until then a job for it is under way, and the net leaves it alone. */
  readonly nudgeAfter: Date;
  /** `until` is MongoDB's time. `handedOver`: the channel may have it; only the channel's answer can tell. */
  readonly claim: { readonly by: string; readonly until: Date; readonly handedOver: boolean } | null;
}

export type Claimed = DeliveryDocument & { readonly claim: NonNullable<DeliveryDocument['claim']> };

export const deliveryIndexes: CollectionIndexes = {
  collection: 'deliveries',
  indexes: [
    { key: { due: 1 }, name: 'waiting', partialFilterExpression: { stage: 'waiting' } },
    { key: { due: 1, _id: 1 }, name: 'unqueued', partialFilterExpression: { state: 'planned' } },
    { key: { 'claim.until': 1 }, name: 'sending', partialFilterExpression: { stage: 'sending' } },
    { key: { expires: 1 }, name: 'shown', partialFilterExpression: { stage: 'shown' } },
    { key: { conversation: 1, due: 1 }, name: 'chat', partialFilterExpression: { stage: 'shown' } },
    { key: { 'subject.type': 1, 'subject.id': 1, due: 1 } },
    { key: { personId: 1 }, partialFilterExpression: { audience: 'family' } },
    { key: { state: 1 } },
  ],
};

export const stageOf = (channel: PlannedMessage['channel'], state: DeliveryState): Stage => {
  if (state === 'planned' || state === 'queued') return 'waiting';
  if (state === 'sending') return 'sending';
  return channel === 'web' && (state === 'sent' || state === 'seen') ? 'shown' : 'closed';
};

/** A row as other slices see it. */
export function rowOf({ _id, subject, audience, staffId, kind, channel, due, expires, state, reason, at }: DeliveryDocument): DeliveryRow {
  return { id: _id, subject, audience, staffId, kind, channel, due, expires, state, reason, at };
}

/** The row of a message that was just planned. */
export function documentOf(
  { id, to, kind, subject, channel, due, expires, consent, text, priority }: PlannedMessage,
  now: Date,
): DeliveryDocument {
  const family = to.audience === 'family' ? to : null;
  return {
    _id: id,
    audience: to.audience,
    personId: family?.personId ?? null,
    conversation: family?.conversation ?? null,
    staffId: to.audience === 'staff' ? to.staffId : null,
    kind,
    subject,
    channel,
    due,
    expires,
    consent,
    text,
    priority: priority ?? null,
    state: 'planned',
    stage: 'waiting',
    reason: null,
    at: now,
    sentAt: null,
    tries: 0,
    requeues: 0,
    nudgeAfter: new Date(0),
    claim: null,
  };
}
