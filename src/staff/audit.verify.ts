import type { Db } from 'mongodb';
import type { Check, Patience } from '../platform/invariant.ts';
import { type AuditLink, breakAt } from './audit-chain.ts';

/** A change by staff that some other collection tells of, and the entry that it must have. Each slice names its own. */
export interface Audited {
  readonly collection: string;
  readonly action: string;
  /** Pipeline that yields `{ _id, subjectId, count }`: so many entries of this action are expected at least. */
  readonly changes: readonly object[];
}

/** When entries of these actions were made about one thing, the first one first; null when there is none. */
export function entryTimes(db: Db) {
  const links = db.collection<AuditLink>('audit');
  return async (subject: string, subjectId: string, actions: readonly string[]): Promise<readonly Date[] | null> => {
    const found = await links
      .find({ subject, subjectId, action: { $in: [...actions] } }, { sort: { _id: 1 }, projection: { at: 1 } })
      .toArray();
    return found.length === 0 ? null : found.map(({ at }) => at);
  };
}

/** Breaks told of; a chain that was rebuilt breaks everywhere. */
const MAX_BREAKS = 20;

const WHAT = {
  missing: 'entries before it are missing',
  changed: 'it was changed after it was written',
  unchained: 'it does not follow the entry before it',
} as const;

const REPAIR = {
  broken: 'compare with a backup, and find out who could write to the database: the chain cannot be mended, only continued',
  entry: 'a change without its entry: entries were removed, or the document was changed past the program; find out who could',
} as const;

/** The chain of entries is unbroken, and every change that staff made has its entry. */
export function auditCheck({
  db,
  patience,
  audited,
}: {
  readonly db: Db;
  readonly patience: Patience;
  readonly audited: readonly Audited[];
}): Check {
  const links = db.collection<AuditLink>('audit');
  return {
    name: 'audit chain',
    covers: ['INV8'],
    async *run() {
      let last: AuditLink | null = null;
      let breaks = 0;
      for await (const link of links.find({}, { sort: { _id: 1 } })) {
        const why = breakAt(last, link);
        if (why) {
          breaks += 1;
          yield { invariant: 'INV8', where: `audit ${link._id}`, what: WHAT[why], repair: REPAIR.broken };
          if (breaks >= MAX_BREAKS) break;
        }
        last = link;
      }
      for (const { collection, action, changes } of audited) {
        for await (const { subjectId, count } of db
          .collection(collection)
          .aggregate<{ subjectId: string; count: number }>([...changes], { allowDiskUse: true })) {
          const entries = (): Promise<number> => links.countDocuments({ subjectId, action });
          if (await patience.becomesFine(async () => (await entries()) >= count)) continue;
          yield {
            invariant: 'INV8',
            where: `${collection} ${subjectId}`,
            what: `it shows ${count} × ${action}, the audit chain ${await entries()}`,
            repair: REPAIR.entry,
          };
        }
      }
    },
  };
}
