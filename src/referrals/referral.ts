import type { Lang } from '../conversation/types.ts';
import type { ReferralContent } from '../conversation/events.ts';
import { TRIAGE_LEVELS, type TriageLevel } from '../rules/types.ts';

export type ReferralStatus = 'submitted' | 'assigned' | 'accepted' | 'declined' | 'withdrawn';

/** Steps of the ladder when nobody accepts (rules.md R08), in order. */
export const STEPS = ['supervisor_in', 'supervisor_owns', 'hq'] as const;
export type Step = (typeof STEPS)[number];
export type Escalation = 'none' | Step;

export interface Deadlines {
  readonly contactBy: Date | null;
  readonly acceptBy: Date | null;
  readonly visitBy: Date | null;
}

export interface LadderStep {
  readonly step: Step;
  readonly at: Date;
}

/** What happened to a referral. A reason in someone's words is sealed, under the version that it came with. */
export interface HistoryEntry {
  readonly at: Date;
  readonly what: string;
  /** Staff id; null for what the service itself or the family did. */
  readonly who: string | null;
  readonly version: number;
  readonly reason: Buffer | null;
}

export interface Note {
  readonly id: string;
  readonly at: Date;
  readonly sealed: Buffer;
}

/** What an acceptance changed, kept until she is told. */
export interface UndoAccept {
  readonly by: string;
  /** The version that the acceptance made: it is taken back only while nothing else has happened. */
  readonly version: number;
  /** Moment of real time. */
  readonly until: Date;
  readonly before: Pick<ReferralDocument, 'status' | 'assignedTo' | 'nextStepAt'>;
}

/** One run of a conversation that staff must act on. In clear only what a line of the queue needs. */
export interface ReferralDocument {
  readonly _id: string;
  readonly organisationId: string;
  /** Absent once she was forgotten. */
  readonly conversation?: string;
  readonly personId?: string;
  readonly code: string;
  readonly level: TriageLevel;
  readonly reasons: readonly string[];
  readonly services: readonly string[];
  readonly outcome: 'referred' | 'handover';
  readonly lang: Lang | 'und';
  readonly area: ReferralContent['area'];
  readonly district: string | null;
  readonly quietMode: boolean;
  readonly submittedAt: Date;
  readonly deadlines: Deadlines;
  readonly ladder: readonly LadderStep[];
  readonly escalation: Escalation;
  /** When the next step of the ladder is due; null when none is. */
  readonly nextStepAt: Date | null;
  readonly status: ReferralStatus;
  readonly assignedTo: string | null;
  /** Why this person: `district`, `language`, … and `load:<n>`. */
  readonly assignedWhy: readonly string[];
  /** Counts calls to staff: a new one makes messages of the older ones void. */
  readonly round: number;
  /** Counts every change: a decision names the version that was seen. */
  readonly version: number;
  readonly unreadNotes: number;
  /** She has still to be told in the chat that somebody took her case. */
  readonly tellAccepted: boolean;
  /** Not before this moment of real time; absent or null: at once. */
  readonly tellAt?: Date | null;
  /** How the acceptance can be taken back; absent or null when it cannot (any more). */
  readonly undo?: UndoAccept | null;
  /** Somebody put it off until then; absent or null when it is in the queue. Any change but this one takes it back. */
  readonly snoozedUntil?: Date | null;
  /** Place in the queue: 0 open emergencies, 1 open, 2 closed; then by what is due first. */
  readonly rank: 0 | 1 | 2;
  readonly dueAt: Date;
  /** `ReferralContent`, sealed. Null once she was forgotten. */
  readonly content: Buffer | null;
  readonly notes: readonly Note[];
  readonly history: readonly HistoryEntry[];
  /** What is left is removed after this; null while she is with us. */
  readonly purgeAt: Date | null;
}

const NO_DATE = new Date('9999-12-31T00:00:00Z');

export const waitsForYes = (status: ReferralStatus): boolean => status === 'submitted' || status === 'assigned';
export const isClosed = (status: ReferralStatus): boolean => status === 'declined' || status === 'withdrawn';

/** Whether `a` is stronger than `b` (rules.md §2.1). */
export const isStronger = (a: TriageLevel, b: TriageLevel): boolean => TRIAGE_LEVELS.indexOf(a) < TRIAGE_LEVELS.indexOf(b);

/** Where a referral stands in the queue. */
export function placeOf(
  of: Pick<ReferralDocument, 'status' | 'level' | 'deadlines' | 'submittedAt'>,
): Pick<ReferralDocument, 'rank' | 'dueAt'> {
  const { status, level, deadlines, submittedAt } = of;
  if (isClosed(status)) return { rank: 2, dueAt: submittedAt };
  if (!waitsForYes(status)) return { rank: 1, dueAt: deadlines.visitBy ?? NO_DATE };
  return { rank: level === 'emergency' ? 0 : 1, dueAt: deadlines.acceptBy ?? deadlines.contactBy ?? submittedAt };
}

/** The first step that was not taken yet. */
export function nextStep(ladder: readonly LadderStep[], done: Escalation): LadderStep | null {
  const past = done === 'none' ? -1 : STEPS.indexOf(done);
  const left = ladder.filter(({ step }) => STEPS.indexOf(step) > past);
  return left.toSorted((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))[0] ?? null;
}

/** Nobody accepted in time. An emergency is due at once: there, a step taken says it. */
export function isOverdue(
  { status, deadlines, escalation }: Pick<ReferralDocument, 'status' | 'deadlines' | 'escalation'>,
  now: Date,
): boolean {
  if (!waitsForYes(status)) return false;
  return escalation !== 'none' || (deadlines.acceptBy !== null && deadlines.acceptBy.getTime() < now.getTime());
}

const earlier = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b));

/** Deadlines after a stronger level: never later than what was promised before. */
export const tightened = (before: Deadlines, after: Deadlines): Deadlines => ({
  contactBy: earlier(before.contactBy, after.contactBy),
  acceptBy: earlier(before.acceptBy, after.acceptBy),
  visitBy: earlier(before.visitBy, after.visitBy),
});
