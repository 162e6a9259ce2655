import type { JobRequest } from '../platform/queues.ts';
import type { AlertDocument } from './alert.ts';
import { nextStep, type ReferralDocument } from './referral.ts';

/** Queues of this slice; jobs carry ids, versions and codes. */
export const REFERRAL_QUEUES = ['handover', 'ladder', 'alert', 'acceptance'] as const;

/** A job that came early in business time is put back, after at least this long. */
const AT_LEAST_MS = 1_000;
const URGENT = 1;

const delayTo = (at: Date, now: Date, again: number): number => Math.max(again > 0 ? AT_LEAST_MS : 0, at.getTime() - now.getTime());
const suffix = (again: number, lost: string | null): string => `${again > 0 ? `.again${again}` : ''}${lost === null ? '' : `.${lost}`}`;

export const handoverJob = ({ _id, round, level }: Pick<ReferralDocument, '_id' | 'round' | 'level'>): JobRequest => ({
  queue: 'handover',
  name: 'handover',
  jobId: `handover.${_id}.${round}`,
  data: { referral: _id, level },
  ...(level === 'emergency' ? { priority: URGENT } : {}),
});

/**
 * The next step of the ladder, or null when none is left.
 *
 * @param lost Names the loss of the queue after which it is added anew: an id that was used is ignored.
 */
export function ladderJob(
  { _id, round, ladder, escalation }: ReferralDocument,
  now: Date,
  again = 0,
  lost: string | null = null,
): JobRequest | null {
  const next = nextStep(ladder, escalation);
  if (!next) return null;
  return {
    queue: 'ladder',
    name: 'ladder',
    jobId: `ladder.${_id}.${round}.${next.step}${suffix(again, lost)}`,
    data: { referral: _id, round, step: next.step, again },
    delayMs: delayTo(next.at, now, again),
  };
}

export const alertJob = (
  { _id, raised, rings, nextRingAt }: Pick<AlertDocument, '_id' | 'raised' | 'rings' | 'nextRingAt'>,
  now: Date,
  again = 0,
  lost: string | null = null,
): JobRequest => ({
  queue: 'alert',
  name: 'alert',
  jobId: `alert.${_id}.${raised}.${rings}${suffix(again, lost)}`,
  data: { alert: _id, raised, rings, again },
  delayMs: delayTo(nextRingAt ?? now, now, again),
  priority: URGENT,
});

/** Tells her that somebody took her case, once it cannot be taken back any more. */
export const acceptanceJob = ({ _id, round }: Pick<ReferralDocument, '_id' | 'round'>, delayMs: number): JobRequest => ({
  queue: 'acceptance',
  name: 'acceptance',
  jobId: `acceptance.${_id}.${round}`,
  data: { referral: _id, round },
  delayMs,
});
