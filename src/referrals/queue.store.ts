import type { Db, Filter, Sort } from 'mongodb';
import type { QueueCounts } from '../contract/queue.ts';
import type { ReferralDocument, ReferralStatus } from './referral.ts';

/** Lines of one page of the queue. */
export const PAGE = 50;

export type QueueSort = 'due' | 'newest';

/** Where a page of the queue begins: after this line. `at` is when it is due, or in `newest` when it arrived. */
export interface Cursor {
  readonly rank: number;
  readonly at: Date;
  readonly id: string;
}

/** What the queue of one organisation is narrowed to. */
export interface QueueSearch {
  readonly organisationId: string;
  readonly status: 'open' | 'all' | ReferralStatus;
  readonly levels: readonly string[];
  /** A member of the staff; null for what nobody has. */
  readonly assignedTo?: string | null;
  readonly langs: readonly string[];
  readonly districts: readonly string[];
  readonly overdue?: boolean;
  /** Only these. */
  readonly ids?: readonly string[];
  readonly code?: string;
  /** Only what was put off, or only what was not; absent: both. */
  readonly snoozed?: boolean;
  /** The moment for which it is asked. */
  readonly now: Date;
  readonly sort: QueueSort;
}

const WAITING = ['submitted', 'assigned'] as const;
const CLOSED_RANK = 2;

const ORDER: Readonly<Record<QueueSort, Sort>> = {
  due: { rank: 1, dueAt: 1, _id: 1 },
  newest: { submittedAt: -1, _id: 1 },
};

export const cursorOf = (sort: QueueSort, { rank, dueAt, submittedAt, _id }: ReferralDocument): Cursor =>
  sort === 'due' ? { rank, at: dueAt, id: _id } : { rank: 0, at: submittedAt, id: _id };

function beyond(sort: QueueSort, after: Cursor | null): Filter<ReferralDocument>[] {
  if (!after) return [];
  const { rank, at, id } = after;
  if (sort === 'newest') return [{ $or: [{ submittedAt: { $lt: at } }, { submittedAt: at, _id: { $gt: id } }] }];
  return [
    { $or: [{ rank: { $gt: rank as 0 } }, { rank: rank as 0, dueAt: { $gt: at } }, { rank: rank as 0, dueAt: at, _id: { $gt: id } }] },
  ];
}

/** As `isOverdue` says it of one referral. */
const late = (now: Date): Filter<ReferralDocument> => ({
  status: { $in: [...WAITING] },
  $or: [{ escalation: { $ne: 'none' } }, { 'deadlines.acceptBy': { $gt: new Date(0), $lt: now } }],
});

const awake = (now: Date): Filter<ReferralDocument> => ({ snoozedUntil: { $not: { $gt: now } } });

const anyOf = (field: 'level' | 'lang' | 'district', values: readonly string[]): Filter<ReferralDocument>[] =>
  values.length > 0 ? [{ [field]: { $in: [...values] } }] : [];

function scopeOf(organisationId: string, status: QueueSearch['status']): Filter<ReferralDocument> {
  if (status === 'all') return { organisationId };
  return status === 'open' ? { organisationId, rank: { $lt: CLOSED_RANK as 1 } } : { organisationId, status };
}

function filterOf(search: QueueSearch, after: Cursor | null): Filter<ReferralDocument> {
  const { organisationId, status, levels, assignedTo, langs, districts, overdue, snoozed, ids, code, now, sort } = search;
  return {
    $and: [
      scopeOf(organisationId, status),
      ...anyOf('level', levels),
      ...(assignedTo === undefined ? [] : [{ assignedTo }]),
      ...anyOf('lang', langs),
      ...anyOf('district', districts),
      ...(overdue ? [late(now)] : []),
      ...(snoozed === undefined ? [] : [snoozed ? { snoozedUntil: { $gt: now } } : awake(now)]),
      ...(ids ? [{ _id: { $in: [...ids] } }] : []),
      ...(code === undefined ? [] : [{ code }]),
      ...beyond(sort, after),
    ],
  };
}

export type QueueStore = ReturnType<typeof createQueueStore>;

/** Reads `referrals` as a queue. */
export function createQueueStore(db: Db) {
  const referrals = db.collection<ReferralDocument>('referrals', { promoteBuffers: true });
  return {
    /** A page in the order of the queue; without what is sealed. */
    page: (search: QueueSearch, { after, limit }: { readonly after: Cursor | null; readonly limit: number }) =>
      referrals
        .find(filterOf(search, after), {
          sort: ORDER[search.sort],
          limit,
          projection: { content: 0, notes: 0, history: 0 },
        })
        .toArray() as Promise<ReferralDocument[]>,

    /** How many wait, are late, are whose, and of which level. */
    async counts(organisationId: string, status: QueueSearch['status'], staffId: string, now: Date): Promise<QueueCounts> {
      const one = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      const waits = { $in: ['$status', [...WAITING]] };
      const pastTime = { $and: [{ $gt: ['$deadlines.acceptBy', new Date(0)] }, { $lt: ['$deadlines.acceptBy', now] }] };
      const groups = await referrals
        .aggregate<{ _id: string; all: number; waiting: number; overdue: number; mine: number; nobodys: number }>([
          { $match: { $and: [scopeOf(organisationId, status), ...(status === 'open' ? [awake(now)] : [])] } },
          {
            $group: {
              _id: '$level',
              all: { $sum: 1 },
              waiting: one(waits),
              overdue: one({ $and: [waits, { $or: [{ $ne: ['$escalation', 'none'] }, pastTime] }] }),
              mine: one({ $eq: ['$assignedTo', staffId] }),
              nobodys: one({ $eq: ['$assignedTo', null] }),
            },
          },
        ])
        .toArray();
      const snoozed = await referrals.countDocuments({ organisationId, snoozedUntil: { $gt: now } });
      const sum = (field: 'all' | 'waiting' | 'overdue' | 'mine' | 'nobodys'): number =>
        groups.reduce((total, group) => total + group[field], 0);
      return {
        all: sum('all'),
        waiting: sum('waiting'),
        overdue: sum('overdue'),
        mine: sum('mine'),
        nobodys: sum('nobodys'),
        snoozed,
        levels: Object.fromEntries(groups.map(({ _id, all }) => [_id, all])),
      };
    },
  };
}
