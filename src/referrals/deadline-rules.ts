import type { Instant } from '../conversation/types.ts';
import type { RuleBook, TriageLevel } from '../rules/types.ts';
import type { Deadlines, LadderStep } from './referral.ts';

/** The part of the rule book that referrals need (rules.md §2.2, §3.1, R08, R09). */
export type DeadlineRules = Pick<RuleBook, 'deadlines' | 'alertSchedule'>;

export interface Due {
  readonly deadlines: Deadlines;
  readonly ladder: readonly LadderStep[];
}

interface Case {
  readonly level: TriageLevel;
  readonly safety: readonly string[];
  readonly reasons: readonly { readonly id: string }[];
}

/** What is due when, for a case of this level from `at` on. */
export function dueFor(rules: DeadlineRules, { level, safety, reasons }: Case, at: Date): Due {
  const date = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));
  const { contactBy, acceptBy, visitBy, ladder } = rules.deadlines({
    level,
    at: at.toISOString(),
    safety,
    reasons: reasons.map(({ id }) => id),
  });
  return {
    deadlines: { contactBy: date(contactBy), acceptBy: date(acceptBy), visitBy: date(visitBy) },
    ladder: ladder.map((one) => ({ step: one.step, at: new Date(one.at) })),
  };
}
