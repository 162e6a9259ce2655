import type { z } from 'zod';
import type { CancelVisit, VisitPlace } from '../contract/visits.ts';

export type Place = z.infer<typeof VisitPlace>;
export type CancelReason = CancelVisit['reason'] | 'withdrawn';

/** A home visit. `version` grows with each change; messages about an older one are never sent. */
export interface VisitDocument {
  readonly _id: string;
  readonly referralId: string;
  /** Case code; empty after she was forgotten, as are the person and the conversation. */
  readonly code: string;
  readonly personId: string | null;
  readonly conversation: string | null;
  /** Language of the family's chat. */
  readonly lang: string;
  readonly organisationId: string;
  readonly saverId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly minutes: number;
  readonly place: Place;
  readonly state: 'booked' | 'cancelled' | 'done';
  readonly cancelReason: CancelReason | null;
  readonly version: number;
  /** The newest version that she was told of in the chat; 0 before the first. */
  readonly toldVersion: number;
  /** There is something to tell. */
  readonly tell: boolean;
  /** MongoDB's time: until then a process is at telling. */
  readonly tellUntil: Date;
  readonly bookedAt: Date;
  readonly bookedBy: string;
  readonly changedAt: Date;
}

export interface VisitNotice {
  readonly notice: 'visit_booked' | 'visit_moved' | 'visit_cancelled';
  readonly params: Readonly<Record<string, string>>;
}

/** What is new for her about a visit; null when there is nothing that she would understand. */
export function noticeOf({
  state,
  version,
  toldVersion,
  startsAt,
  place,
}: Pick<VisitDocument, 'state' | 'version' | 'toldVersion' | 'startsAt' | 'place'>): VisitNotice | null {
  if (toldVersion >= version) return null;
  const when = startsAt.toISOString();
  if (state === 'cancelled') return toldVersion === 0 ? null : { notice: 'visit_cancelled', params: { when } };
  return { notice: toldVersion === 0 ? 'visit_booked' : 'visit_moved', params: { when, place } };
}
