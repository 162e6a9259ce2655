import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { HistoryEntry, Note, ReferralDocument } from './referral.ts';

/** Matches every string: whoever looks for one finds it by a partial index of this form, which `$type` would keep from it. */
const TEXT_AT_ALL = { $gt: '' } as const;
/** Matches every time, and not null. Asked for in each query too: only then is a partial index of few documents used. */
const AT_ALL = { $gt: new Date(0) } as const;
const dueBy = (now: Date) => ({ ...AT_ALL, $lte: now });

export const referralIndexes: CollectionIndexes = {
  collection: 'referrals',
  indexes: [
    { key: { conversation: 1, code: 1 }, unique: true, partialFilterExpression: { conversation: TEXT_AT_ALL }, name: 'one_a_case' },
    { key: { personId: 1 }, sparse: true },
    { key: { organisationId: 1, rank: 1, dueAt: 1, _id: 1 } },
    // What a queue is narrowed to, each in the order of the queue.
    { key: { organisationId: 1, level: 1, rank: 1, dueAt: 1, _id: 1 } },
    { key: { organisationId: 1, assignedTo: 1, rank: 1, dueAt: 1, _id: 1 } },
    { key: { organisationId: 1, lang: 1, rank: 1, dueAt: 1, _id: 1 } },
    { key: { organisationId: 1, district: 1, rank: 1, dueAt: 1, _id: 1 } },
    { key: { organisationId: 1, code: 1 } },
    { key: { organisationId: 1, submittedAt: -1, _id: 1 } },
    { key: { assignedTo: 1, status: 1 } },
    { key: { submittedAt: 1 }, partialFilterExpression: { status: 'submitted' }, name: 'to_hand_over' },
    { key: { nextStepAt: 1 }, partialFilterExpression: { nextStepAt: AT_ALL }, name: 'step_due' },
    { key: { tellAccepted: 1 }, partialFilterExpression: { tellAccepted: true }, name: 'to_tell' },
    { key: { purgeAt: 1 }, partialFilterExpression: { purgeAt: AT_ALL }, name: 'purge_due' },
    { key: { snoozedUntil: 1 }, partialFilterExpression: { snoozedUntil: AT_ALL }, name: 'wake_due' },
  ],
};

type Change = Partial<Omit<ReferralDocument, '_id' | 'notes' | 'history' | 'version' | 'round' | 'unreadNotes'>>;

/** A change of one referral: what is set, what is added. The version always moves on by one. */
export interface Amendment {
  readonly set?: Change;
  readonly unset?: readonly ('conversation' | 'personId')[];
  readonly history?: Omit<HistoryEntry, 'version' | 'reason'> & { readonly reason?: Buffer };
  readonly note?: Note;
  /** Calls staff anew: messages of the calls before are void. */
  readonly newRound?: boolean;
}

export type ReferralStore = ReturnType<typeof createReferralStore>;

/** The only place that touches `referrals`. */
export function createReferralStore(db: Db) {
  const referrals = db.collection<ReferralDocument>('referrals', { promoteBuffers: true });
  const within = (tx?: ClientSession) => (tx ? { session: tx } : {});

  return {
    byId: (id: string, tx?: ClientSession) => referrals.findOne({ _id: id }, within(tx)),
    ofRun: (conversation: string, code: string, tx?: ClientSession) => referrals.findOne({ conversation, code }, within(tx)),
    ofPerson: (personId: string, tx?: ClientSession) => referrals.findOne({ personId }, { sort: { submittedAt: -1 }, ...within(tx) }),
    allOfPerson: (personId: string, tx?: ClientSession) => referrals.find({ personId }, within(tx)).toArray(),

    async insert(referral: ReferralDocument, tx: ClientSession): Promise<void> {
      await referrals.insertOne(referral, { session: tx });
    },

    /** Changes a referral that still is as it was read. False when somebody else was first. */
    async amend(
      before: ReferralDocument,
      { set = {}, unset = [], history, note, newRound = false }: Amendment,
      tx: ClientSession,
    ): Promise<boolean> {
      const version = before.version + 1;
      const push = {
        ...(history ? { history: { reason: null, ...history, version } } : {}),
        ...(note ? { notes: note } : {}),
      };
      const update: UpdateFilter<ReferralDocument> = {
        // Whatever happens to a referral that was put off brings it back.
        $set: { ...(before.snoozedUntil ? { snoozedUntil: null } : {}), ...set },
        $inc: { version: 1, ...(newRound ? { round: 1 } : {}), ...(note ? { unreadNotes: 1 } : {}) },
        ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((field) => [field, true as const])) } : {}),
        ...(Object.keys(push).length > 0 ? { $push: push } : {}),
      };
      const filter: Filter<ReferralDocument> = { _id: before._id, version: before.version };
      return (await referrals.updateOne(filter, update, { session: tx })).matchedCount === 1;
    },

    /** Removes all that was sealed: notes and reasons of staff. Together with `amend` in one transaction. */
    async strip(id: string, tx: ClientSession): Promise<void> {
      await referrals.updateOne({ _id: id }, { $set: { notes: [], unreadNotes: 0, 'history.$[].reason': null } }, { session: tx });
    },

    async replaceContent(id: string, content: Buffer, tx: ClientSession): Promise<void> {
      await referrals.updateOne({ _id: id }, { $set: { content } }, { session: tx });
    },

    /** Notes were read, unless a new one came meanwhile. */
    async notesRead(id: string, count: number): Promise<void> {
      if (count > 0) await referrals.updateOne({ _id: id, unreadNotes: count }, { $set: { unreadNotes: 0 } });
    },

    /** Open referrals a person of the staff has. */
    async loads(staffIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const groups = await referrals
        .aggregate<{ _id: string; count: number }>([
          { $match: { assignedTo: { $in: [...staffIds] }, status: { $in: ['assigned', 'accepted'] } } },
          { $group: { _id: '$assignedTo', count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    },

    toHandOver: async (limit: number): Promise<string[]> =>
      (await referrals.find({ status: 'submitted' }, { sort: { submittedAt: 1 }, limit, projection: { _id: 1 } }).toArray()).map(
        ({ _id }) => _id,
      ),
    stepsDue: async (now: Date, limit: number): Promise<string[]> =>
      (await referrals.find({ nextStepAt: dueBy(now) }, { sort: { nextStepAt: 1 }, limit, projection: { _id: 1 } }).toArray()).map(
        ({ _id }) => _id,
      ),
    /** All that climb a ladder, soonest first. */
    climbing: () => referrals.find({ nextStepAt: AT_ALL }, { sort: { nextStepAt: 1 } }) as AsyncIterable<ReferralDocument>,
    toWake: async (now: Date, limit: number): Promise<string[]> =>
      (await referrals.find({ snoozedUntil: dueBy(now) }, { limit, projection: { _id: 1 } }).toArray()).map(({ _id }) => _id),
    /** @param now Real time. */
    toTell: async (now: Date, limit: number): Promise<string[]> =>
      (await referrals.find({ tellAccepted: true, tellAt: { $not: { $gt: now } } }, { limit, projection: { _id: 1 } }).toArray()).map(
        ({ _id }) => _id,
      ),
    /** Takes an acceptance to tell it: from then on it is not taken back. Null when there is none, or not yet. */
    takeToTell: (id: string, now: Date) =>
      referrals.findOneAndUpdate(
        { _id: id, tellAccepted: true, tellAt: { $not: { $gt: now } } },
        { $set: { undo: null } },
        { returnDocument: 'after', projection: { content: 0, notes: 0, history: 0 } },
      ),
    async told(id: string): Promise<void> {
      await referrals.updateOne({ _id: id }, { $set: { tellAccepted: false, tellAt: null } });
    },
    async purge(now: Date): Promise<number> {
      return (await referrals.deleteMany({ purgeAt: dueBy(now) })).deletedCount;
    },

    /** Figures for operators. */
    async counts(now: Date): Promise<{ readonly waiting: number; readonly overdue: number }> {
      const [waiting, overdue] = await Promise.all([
        referrals.countDocuments({ status: 'submitted' }, { hint: 'to_hand_over' }),
        referrals.countDocuments({ nextStepAt: dueBy(now) }),
      ]);
      return { waiting, overdue };
    },
  };
}
