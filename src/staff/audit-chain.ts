import { createHash } from 'node:crypto';
import type { AuditEntry } from './staff.ts';

/** A link of the chain as it is stored. `_id` is its number, 1..n without hole. */
export interface AuditLink {
  readonly _id: number;
  readonly at: Date;
  readonly who: string;
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string;
  readonly fields: readonly string[];
  readonly reason: string | null;
  /** Hash of the link before, `GENESIS` for the first. */
  readonly previous: string;
  readonly hash: string;
}

export const GENESIS = 'first-step-audit';

function hashOf({ _id, at, who, action, subject, subjectId, fields, reason, previous }: Omit<AuditLink, 'hash'>): string {
  // An array, so that no two different entries can be spelled the same.
  const text = JSON.stringify([_id, at.toISOString(), who, action, subject, subjectId, fields, reason, previous]);
  return createHash('sha256').update(text).digest('base64url');
}

/** The link that follows `last`. */
export function nextLink(last: Pick<AuditLink, '_id' | 'hash'> | null, entry: AuditEntry, at: Date): AuditLink {
  const { who, action, subject, subjectId, fields = [], reason = null } = entry;
  const link = { _id: (last?._id ?? 0) + 1, at, who, action, subject, subjectId, fields, reason, previous: last?.hash ?? GENESIS };
  return { ...link, hash: hashOf(link) };
}

export type Break = 'missing' | 'changed' | 'unchained';

/** What is wrong with a link that should follow `last`, or null. */
export function breakAt(last: Pick<AuditLink, '_id' | 'hash'> | null, link: AuditLink): Break | null {
  if (link._id !== (last?._id ?? 0) + 1) return 'missing';
  if (link.previous !== (last?.hash ?? GENESIS)) return 'unchained';
  return hashOf(link) === link.hash ? null : 'changed';
}
