import type { WorkingCalendar } from './calendar.ts';
import type { LADDER_STEPS, LevelTerms, Span, TriageTable } from './tables.ts';
import type { AlertSchedule, Instant, TriageLevel } from './types.ts';
import { DAY, instantOf, isBetween, MINUTE, nextClock, onSeoulClock, type SeoulTime, startOfDay } from './wall-time.ts';

export interface DeadlineQuestion {
  readonly level: TriageLevel;
  /** When the referral was made. */
  readonly at: Instant;
  /** S-ids and T-ids that fired: some of them are on call at night. */
  readonly safety: readonly string[];
  readonly reasons: readonly string[];
}

/** Someone comes in when nobody has taken over (R08). Each step happens once; taking over cancels the rest. */
export interface LadderRung {
  readonly step: (typeof LADDER_STEPS)[number];
  readonly at: Instant;
}

/** null where the level promises nothing. */
export interface Deadlines {
  readonly contactBy: Instant | null;
  readonly acceptBy: Instant | null;
  readonly visitBy: Instant | null;
  /** Earliest first. */
  readonly ladder: readonly LadderRung[];
  /** How many people go to the first visit. */
  readonly persons: number;
}

/**
 * Deadlines of a referral: clock time where the terms speak of minutes, hours and days, working time where they speak
 * of working days.
 *
 * @throws RangeError when `at` is no instant.
 */
export function deadlinesOf(table: TriageTable, calendar: WorkingCalendar, question: DeadlineQuestion): Deadlines {
  const terms = table.levels[question.level];
  const start = onSeoulClock(question.at);
  const by = (span: Span | null): SeoulTime | null => (span === null ? null : after(calendar, start, span, 1));
  const contact = by(terms.contact);
  const onCall = terms.night?.except.some((id) => question.safety.includes(id) || question.reasons.includes(id)) ?? false;
  const accept = onCall ? by(terms.accept) : notAtNight(terms, by(terms.accept));
  const visit = by(terms.visit);
  const [base, span] = terms.ladder_from === 'accept' ? [accept, terms.accept] : [contact, terms.contact];
  return {
    contactBy: contact === null ? null : instantOf(contact),
    acceptBy: accept === null ? null : instantOf(accept),
    visitBy: visit === null ? null : instantOf(visit),
    ladder: base === null || span === null ? [] : ladder(terms, calendar, base, span),
    persons: terms.persons,
  };
}

/** The ladder of an emergency, for its alert. */
export function alertScheduleOf(table: TriageTable, calendar: WorkingCalendar, raisedAt: Instant): AlertSchedule {
  const { ladder: rungs } = deadlinesOf(table, calendar, { level: 'emergency', at: raisedAt, safety: [], reasons: [] });
  const at = (step: LadderRung['step']): Instant => rungs.find((rung) => rung.step === step)?.at ?? raisedAt;
  return { repeatEveryMinutes: table.alert_repeat_minutes, supervisorAt: at('supervisor_in'), hqAt: at('hq') };
}

function notAtNight(terms: LevelTerms, accept: SeoulTime | null): SeoulTime | null {
  const { night } = terms;
  return accept === null || night === undefined || !isBetween(accept, night.from, night.to) ? accept : nextClock(accept, night.until);
}

function ladder(terms: LevelTerms, calendar: WorkingCalendar, base: SeoulTime, span: Span): LadderRung[] {
  return terms.ladder.map(({ step, after: wait }) => ({
    step,
    at: instantOf('minutes' in wait ? base + wait.minutes * MINUTE : after(calendar, base, span, wait.share)),
  }));
}

/** `time` plus a share of the span. */
function after(calendar: WorkingCalendar, time: SeoulTime, span: Span, share: number): SeoulTime {
  if (span === 'at_once') return time;
  if (span === 'same_day') return startOfDay(time) + DAY - 1_000;
  if ('working_days' in span) return share === 0 ? time : calendar.workingDaysAfter(time, span.working_days * share);
  const [[unit, length]] = Object.entries(span) as [[keyof typeof MINUTES, number]];
  return time + MINUTES[unit] * length * share * MINUTE;
}

const MINUTES = { minutes: 1, hours: 60, days: 1440 } as const;
