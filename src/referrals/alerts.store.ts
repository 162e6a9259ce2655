import type { ClientSession, Db } from 'mongodb';
import type { CollectionIndexes } from '../platform/mongo.ts';
import type { AlertDocument, Rung } from './alert.ts';

/** Matches every time, and not null. Asked for in each query too: only then is a partial index of few documents used. */
const AT_ALL = { $gt: new Date(0) } as const;
const dueBy = (now: Date) => ({ ...AT_ALL, $lte: now });

export const alertIndexes: CollectionIndexes = {
  collection: 'alerts',
  indexes: [
    { key: { caseKey: 1 }, unique: true },
    { key: { personId: 1 } },
    { key: { referralId: 1 } },
    { key: { organisationId: 1, acknowledgedAt: 1, raisedAt: 1 } },
    { key: { nextRingAt: 1 }, partialFilterExpression: { nextRingAt: AT_ALL }, name: 'ring_due' },
    { key: { deleteAt: 1 }, partialFilterExpression: { deleteAt: AT_ALL }, name: 'delete_due' },
  ],
};

/** Marks of alerts that waited on some machine's disk: each is stored once. */
export const storedAlertIndexes: CollectionIndexes = {
  collection: 'stored_alerts',
  indexes: [{ key: { at: 1 }, expireAfterSeconds: 90 * 86_400 }],
};

/** Longest list of alerts that is shown. */
const SHOWN = 100;

export type AlertStore = ReturnType<typeof createAlertStore>;

/** The only place that touches `alerts`. */
export function createAlertStore(db: Db) {
  const alerts = db.collection<AlertDocument>('alerts', { promoteBuffers: true });
  const stored = db.collection<{ _id: string; at: Date }>('stored_alerts');
  const within = (tx?: ClientSession) => (tx ? { session: tx } : {});

  return {
    byId: (id: string, tx?: ClientSession) => alerts.findOne({ _id: id }, within(tx)),
    ofCase: (caseKey: string, tx?: ClientSession) => alerts.findOne({ caseKey }, within(tx)),
    ofPerson: (personId: string, tx?: ClientSession) => alerts.find({ personId }, within(tx)).toArray(),
    async ofReferrals(referralIds: readonly string[], tx?: ClientSession): Promise<ReadonlyMap<string, AlertDocument>> {
      const found = await alerts.find({ referralId: { $in: [...referralIds] } }, within(tx)).toArray();
      return new Map(found.map((alert) => [alert.referralId ?? '', alert]));
    },

    async insert(alert: AlertDocument, tx: ClientSession): Promise<void> {
      await alerts.insertOne(alert, { session: tx });
    },
    /** Notes that an alert from a disk is stored. False when it was before. */
    async noteStored(id: string, at: Date, tx: ClientSession): Promise<boolean> {
      if (await stored.findOne({ _id: id }, { session: tx })) return false;
      await stored.insertOne({ _id: id, at }, { session: tx });
      return true;
    },
    async set(
      id: string,
      change: Partial<Omit<AlertDocument, '_id' | 'history'>>,
      history: AlertDocument['history'][number] | null,
      tx: ClientSession,
    ): Promise<void> {
      await alerts.updateOne({ _id: id }, { $set: change, ...(history ? { $push: { history } } : {}) }, { session: tx });
    },
    async remove(id: string, tx: ClientSession): Promise<void> {
      await alerts.deleteOne({ _id: id }, { session: tx });
    },

    /** Counts one ring of an open alert. False when it was counted already, or somebody has it. */
    async ring(
      before: AlertDocument,
      to: { readonly rung: Rung; readonly at: Date; readonly next: Date },
      tx: ClientSession,
    ): Promise<boolean> {
      const { rung, at, next } = to;
      const changed = await alerts.updateOne(
        { _id: before._id, rings: before.rings, acknowledgedAt: null },
        {
          $set: { rung, lastRungAt: at, nextRingAt: next },
          $inc: { rings: 1 },
          ...(rung === before.rung ? {} : { $push: { history: { at, what: rung, who: null } } }),
        },
        { session: tx },
      );
      return changed.matchedCount === 1;
    },

    /** Open ones first, oldest first; then those that somebody took since `since`. */
    async list(organisationId: string, since: Date): Promise<AlertDocument[]> {
      const open = await alerts.find({ organisationId, acknowledgedAt: null }, { sort: { raisedAt: 1 }, limit: SHOWN }).toArray();
      const taken = await alerts
        .find({ organisationId, acknowledgedAt: { $gte: since } }, { sort: { acknowledgedAt: -1 }, limit: SHOWN })
        .toArray();
      return [...open, ...taken].slice(0, SHOWN);
    },

    /** Referrals of an organisation with an alert: one that nobody has taken, or any. */
    referralsOf: async (organisationId: string, which: 'open' | 'any'): Promise<string[]> =>
      alerts.distinct('referralId', {
        organisationId,
        ...(which === 'open' ? { acknowledgedAt: null } : {}),
        referralId: { $ne: null },
      }) as Promise<string[]>,

    toRing: async (now: Date, limit: number): Promise<string[]> =>
      (await alerts.find({ nextRingAt: dueBy(now) }, { sort: { nextRingAt: 1 }, limit, projection: { _id: 1 } }).toArray()).map(
        ({ _id }) => _id,
      ),
    /** All that ring, soonest first. */
    ringing: () => alerts.find({ nextRingAt: AT_ALL }, { sort: { nextRingAt: 1 } }) as AsyncIterable<AlertDocument>,
    async purge(now: Date): Promise<number> {
      return (await alerts.deleteMany({ deleteAt: dueBy(now) })).deletedCount;
    },
    countOpen: (): Promise<number> => alerts.countDocuments({ nextRingAt: AT_ALL }),
  };
}
