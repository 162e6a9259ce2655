import type { ClientSession, Db, Filter } from 'mongodb';
import { type Claimed, type DeliveryDocument, documentOf, stageOf } from './delivery-row.ts';
import type { DeliveryState, PlannedMessage, Subject } from './delivery.ts';

const later = (ms: number) => ({ $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: ms } });

/** What may still be taken back: not sent, or sent to a chat where nobody saw it. */
const OPEN: Filter<DeliveryDocument> = {
  $or: [{ stage: 'waiting' }, { stage: 'sending', 'claim.handedOver': false }, { stage: 'shown', state: 'sent' }],
};

export type Deliveries = ReturnType<typeof createDeliveries>;

/** The delivery ledger: every outgoing message is a row here before anything else happens with it. */
export function createDeliveries(db: Db) {
  const rows = db.collection<DeliveryDocument>('deliveries');
  const within = (tx?: ClientSession) => (tx ? { session: tx } : {});

  return {
    /** Writes rows; one that is there already stays as it is. */
    async insert(messages: readonly PlannedMessage[], now: Date, tx?: ClientSession): Promise<void> {
      if (messages.length === 0) return;
      await rows.bulkWrite(
        messages.map((message) => {
          const { _id, ...rest } = documentOf(message, now);
          return { updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } };
        }),
        within(tx),
      );
    },

    byId: (id: string) => rows.findOne({ _id: id }),
    planned: (ids: readonly string[]) => rows.find({ _id: { $in: [...ids] }, state: 'planned' }).toArray(),
    about: (type: Subject['type'], ids: readonly string[]) =>
      rows.find({ 'subject.type': type, 'subject.id': { $in: [...ids] } }, { sort: { due: 1, _id: 1 } }).toArray(),

    /** A job for these rows is in the queue. */
    async markQueued(ids: readonly string[], now: Date): Promise<void> {
      if (ids.length > 0) await rows.updateMany({ _id: { $in: [...ids] }, state: 'planned' }, { $set: { state: 'queued', at: now } });
    },

    /** Takes a due row into one's hands; null when it is not due, not waiting, or in other hands. */
    async claim(id: string, by: string, now: Date, claimMs: number): Promise<Claimed | null> {
      const claim = { by, until: later(claimMs), handedOver: false };
      const taken = await rows.findOneAndUpdate(
        { _id: id, stage: 'waiting', due: { $lte: now } },
        [{ $set: { state: 'sending', stage: 'sending', at: now, claim } }],
        { returnDocument: 'after' },
      );
      return taken as Claimed | null;
    },

    /** From here on the channel may have it. False when it was taken back meanwhile: then it must not go out. */
    async handOver({ _id, claim }: Claimed): Promise<boolean> {
      const given = await rows.updateOne(
        { _id, stage: 'sending', 'claim.by': claim.by },
        { $set: { 'claim.handedOver': true }, $inc: { tries: 1 } },
      );
      return given.matchedCount === 1;
    },

    /** Ends one's hold with a final state. False when it was taken back meanwhile. Corrects an `unknown` that was only slow. */
    async settle({ _id, channel, claim }: Claimed, state: DeliveryState, reason: string | null, now: Date): Promise<boolean> {
      const went = state === 'sent' ? { sentAt: now } : {};
      const settled = await rows.updateOne(
        { _id, 'claim.by': claim.by, state: { $in: ['sending', 'unknown'] } },
        { $set: { state, stage: stageOf(channel, state), reason, at: now, claim: null, ...went } },
      );
      return settled.matchedCount === 1;
    },

    /** Puts a row in one's hands back among the waiting, due at `due`, with a new job id. Null when it was taken back meanwhile. */
    async putBack({ _id, claim }: Claimed, due: Date, waitMs: number, now: Date): Promise<DeliveryDocument | null> {
      return rows.findOneAndUpdate(
        { _id, stage: 'sending', 'claim.by': claim.by },
        [
          {
            $set: {
              state: 'planned',
              stage: 'waiting',
              due,
              at: now,
              claim: null,
              requeues: { $add: ['$requeues', 1] },
              nudgeAfter: later(waitMs),
            },
          },
        ],
        { returnDocument: 'after' },
      );
    },

    /** Lets go of a row that was not handed over, after a fault of ours: the same job may try it again. */
    async putBackUnlessHandedOver({ _id, claim }: Claimed, now: Date): Promise<void> {
      await rows.updateOne(
        { _id, stage: 'sending', 'claim.by': claim.by, 'claim.handedOver': false },
        { $set: { state: 'queued', stage: 'waiting', at: now, claim: null } },
      );
    },

    /** A waiting row gets a new job: the old one is gone, or came too early. Null when it waits no more. */
    async renew(id: string, requeues: number, waitMs: number): Promise<DeliveryDocument | null> {
      return rows.findOneAndUpdate(
        { _id: id, stage: 'waiting', requeues },
        [{ $set: { requeues: requeues + 1, nudgeAfter: later(waitMs) } }],
        { returnDocument: 'after' },
      );
    },

    /** The queue did not take a job for these rows. */
    async withoutJob(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await rows.updateMany({ _id: { $in: [...ids] }, stage: 'waiting' }, { $set: { nudgeAfter: new Date(0) } });
    },

    /** Due rows for which no job is known to be under way, longest due first. */
    dueWithoutJob: (now: Date, limit: number) =>
      rows
        .find(
          { stage: 'waiting', due: { $lte: now }, $expr: { $lte: ['$nudgeAfter', '$$NOW'] } },
          { sort: { due: 1 }, limit, hint: 'waiting' },
        )
        .toArray(),
    /** Rows that no queue took yet, soonest first. */
    unqueued: (after: Date, limit: number) =>
      rows.find({ state: 'planned', due: { $gt: after } }, { sort: { due: 1, _id: 1 }, limit, hint: 'unqueued' }).toArray(),
    /** All jobs are gone: rows that had one count as never queued, and their next job has a new id. Returns how many. */
    async forgetJobs(now: Date): Promise<number> {
      const forgotten = await rows.updateMany(
        // A row whose job is only just being added may have lost it as well.
        { stage: 'waiting', $or: [{ state: 'queued' }, { $expr: { $gt: ['$nudgeAfter', '$$NOW'] } }] },
        { $set: { state: 'planned', at: now, nudgeAfter: new Date(0) }, $inc: { requeues: 1 } },
        { hint: 'waiting' },
      );
      return forgotten.modifiedCount;
    },
    /** Rows in the hands of a process that is gone. */
    async abandoned(limit: number): Promise<Claimed[]> {
      const found = await rows.find({ stage: 'sending', $expr: { $lt: ['$claim.until', '$$NOW'] } }, { limit, hint: 'sending' }).toArray();
      return found as Claimed[];
    },

    /** Nobody knows whether it went out. The hold stays, for the case that its holder was only slow. */
    async markUnknown({ _id, claim }: Claimed, now: Date): Promise<boolean> {
      const marked = await rows.updateOne(
        { _id, stage: 'sending', 'claim.by': claim.by, 'claim.handedOver': true },
        { $set: { state: 'unknown', stage: 'closed', reason: 'interrupted', at: now } },
      );
      return marked.matchedCount === 1;
    },

    /** Waiting rows past their expiry: never sent late. Returns their ids. */
    async expireWaiting(now: Date, limit: number): Promise<string[]> {
      const found = await rows
        .find({ stage: 'waiting', due: { $lte: now }, expires: { $lte: now } }, { limit, hint: 'waiting', projection: { _id: 1 } })
        .toArray();
      const ids = found.map(({ _id }) => _id);
      if (ids.length > 0)
        await rows.updateMany(
          { _id: { $in: ids }, stage: 'waiting', expires: { $lte: now } },
          { $set: { state: 'expired', stage: 'closed', reason: 'past_expiry', at: now } },
        );
      return ids;
    },

    /** Rows that stood in a chat until they expired: `seen` stays seen, the others count as expired unseen. */
    async expireShown(now: Date, limit: number): Promise<string[]> {
      const found = await rows.find({ stage: 'shown', expires: { $lte: now } }, { limit, hint: 'shown', projection: { _id: 1 } }).toArray();
      const ids = found.map(({ _id }) => _id);
      if (ids.length === 0) return ids;
      await rows.updateMany(
        { _id: { $in: ids }, stage: 'shown', state: 'sent' },
        { $set: { state: 'expired', stage: 'closed', reason: null, at: now } },
      );
      await rows.updateMany({ _id: { $in: ids }, stage: 'shown', state: 'seen' }, { $set: { stage: 'closed' } });
      return ids;
    },

    /** What a chat shows now, oldest first. */
    shown: (conversation: string, now: Date) =>
      rows.find({ conversation, stage: 'shown', expires: { $gt: now } }, { sort: { due: 1 } }).toArray(),

    async markSeen(conversation: string, ids: readonly string[], now: Date): Promise<number> {
      const seen = await rows.updateMany(
        { _id: { $in: [...ids] }, conversation, stage: 'shown', state: 'sent' },
        { $set: { state: 'seen', at: now } },
      );
      return seen.modifiedCount;
    },

    /** Takes a row off the chat: it may not be shown any more. What was seen stays seen. */
    async takeDown(id: string, state: DeliveryState, reason: string, now: Date): Promise<void> {
      await rows.updateOne({ _id: id, stage: 'shown', state: 'sent' }, { $set: { state, stage: 'closed', reason, at: now } });
      await rows.updateOne({ _id: id, stage: 'shown', state: 'seen' }, { $set: { stage: 'closed' } });
    },

    /** Takes back what is open among rows of older versions. */
    async cancelOlder(
      type: Subject['type'],
      id: string,
      beforeVersion: number,
      reason: string,
      now: Date,
      tx?: ClientSession,
    ): Promise<void> {
      const older: Filter<DeliveryDocument> = { 'subject.type': type, 'subject.id': id, 'subject.version': { $lt: beforeVersion } };
      await rows.updateMany(
        { $and: [older, OPEN] },
        { $set: { state: 'cancelled', stage: 'closed', reason, at: now, claim: null } },
        within(tx),
      );
      await rows.updateMany({ ...older, stage: 'shown', state: 'seen' }, { $set: { stage: 'closed' } }, within(tx));
    },

    /** Takes back what is open, and removes from all that could lead to a person. */
    async erase(
      which: { readonly personId: string } | { readonly type: Subject['type']; readonly ids: readonly string[] },
      now: Date,
      tx?: ClientSession,
    ): Promise<void> {
      const all: Filter<DeliveryDocument> =
        'personId' in which
          ? { audience: 'family', personId: which.personId }
          : { 'subject.type': which.type, 'subject.id': { $in: [...which.ids] } };
      await rows.updateMany(
        { $and: [all, OPEN] },
        { $set: { state: 'cancelled', stage: 'closed', reason: 'withdrawn', at: now, claim: null } },
        within(tx),
      );
      await rows.updateMany({ ...all, stage: 'shown' }, { $set: { stage: 'closed' } }, within(tx));
      await rows.updateMany(all, { $set: { personId: null, conversation: null, 'text.params': {} } }, within(tx));
    },

    /** A row that failed, or of which nobody knows, is tried once more because a person said so. */
    async replay(id: string, now: Date): Promise<DeliveryDocument | null> {
      return rows.findOneAndUpdate(
        { _id: id, state: { $in: ['failed', 'unknown'] }, expires: { $gt: now } },
        {
          $set: { state: 'planned', stage: 'waiting', reason: null, tries: 0, at: now, claim: null, nudgeAfter: new Date(0) },
          $inc: { requeues: 1 },
        },
        { returnDocument: 'after' },
      );
    },

    countOf: (state: DeliveryState, limit: number) => rows.countDocuments({ state }, { limit, hint: { state: 1 } }),
  };
}
