import type { Calendar } from './calendar.ts';
import type { Deadlines, DeadlineQuestion } from './deadlines.ts';
import type { PlannedReminder, VisitTimes } from './reminders.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { BenefitRow, FigureRow, HelplinesTable, MatchingTable } from './tables.ts';

/** Levels of rules.md §2.1, strongest first. */
export const TRIAGE_LEVELS = ['emergency', 'urgent_24h', 'priority_3d', 'standard_7d', 'outside_handover', 'information_only'] as const;
export type TriageLevel = (typeof TRIAGE_LEVELS)[number];

/** Ends of a conversation (rules.md §2.3). */
export const OUTCOMES = ['withdrawn', 'paused', 'handover', 'information', 'referred'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An instant as ISO 8601 with offset or `Z`; what the rules give out always ends in `Z`. */
export type Instant = string;

/** A fact as rules see it; `null` or a missing key is "unknown" and makes no condition true. */
export type FactValue = string | number | boolean | readonly string[] | null;
export type Facts = Readonly<Record<string, FactValue>>;

/** A row that fired, with the facts its condition read, so that a person can see why. */
export interface Reason {
  readonly id: string;
  readonly facts: Facts;
}

export interface Assessment {
  readonly level: TriageLevel | null;
  /** Sorted by id. Exactly what rules.md §2.1 says is reported. */
  readonly reasons: readonly Reason[];
  readonly outcome: Outcome;
  /** Sorted codes of rules.md §2.4. */
  readonly services: readonly string[];
  readonly benefits: { readonly likely: readonly string[]; readonly possible: readonly string[] };
  readonly rulesVersion: string;
}

/**
 * What rules found out themselves while they were worked through, beside the facts of a family. Conditions read these names
 * here when it is given, so that nobody has to copy all facts to add six.
 */
export interface Found {
  safety: readonly string[];
  fired: readonly string[] | null;
  level: TriageLevel | null;
  outcome: Outcome | null;
  services: readonly string[] | null;
  burdens: number | null;
}

/** The part of an assessment that most guards ask for. */
export type Judgement = Pick<Assessment, 'level' | 'reasons' | 'outcome'>;

/** A compiled condition. Total: never throws, unknown facts make it false. */
export interface Condition {
  readonly source: string;
  /** Names of the facts that it reads. */
  readonly reads: readonly string[];
  /** How far the rules must be worked through before it can be tested: not at all, up to the outcome, up to the services. */
  readonly asks: 'facts' | 'judgement' | 'services';
  /** @param found What rules found out; without it those names are read from the facts too. */
  test(facts: Facts, found?: Found): boolean;
}

/** A row as people read it: what it says, where it comes from, who checked it (null: nobody yet), since when. */
export interface RuleText {
  readonly id: string;
  readonly sentence: string;
  readonly source: string;
  readonly reviewedBy: string | null;
  readonly from: string;
}

export interface AlertSchedule {
  readonly repeatEveryMinutes: number;
  readonly supervisorAt: Instant;
  readonly hqAt: Instant;
}

/** All decision tables, compiled once at start from `flows/rules/*.rules.yaml`. Pure. */
export interface RuleBook {
  /** Changes with every change of a table: stored with each decision. */
  readonly version: string;
  /** Compiles one CEL condition (flow guards use this). Throws `RuleError` with file and line. */
  condition(source: string, where: { file: string; line: number }): Condition;
  /** S-rules that fire on facts (choices, dates, ages); sorted ids with the facts read. Text detection is elsewhere. */
  safety(facts: Facts): readonly Reason[];
  /** Level, reasons, outcome, services, benefits for facts that include `safety` (list of S-ids that fired so far). */
  assess(facts: Facts): Assessment;
  /** The same without services and benefits: for what is asked in every turn. */
  judge(facts: Facts): Judgement;
  /** Helpline numbers to show, in order, for a list of S-ids plus facts (rules.md §3.2 default sets). */
  helplines(safety: readonly string[], facts: Facts, found?: Found): readonly string[];
  /** When a human must have answered, taken over and visited, and who comes in when nobody takes over (rules.md §2.2, R08, R09). */
  deadlines(question: DeadlineQuestion): Deadlines;
  /** Whom an open alert rings, and when (rules.md §3.1.3). Throws RangeError when `raisedAt` is no instant. */
  alertSchedule(raisedAt: Instant): AlertSchedule;
  /** Messages about a visit, earliest first (R01–R03, R06). Throws RangeError when a time is no instant. */
  reminders(visit: VisitTimes): readonly PlannedReminder[];
  readonly quietHours: QuietHours;
  readonly calendar: Calendar;
  /** Any row by its id (S01, T16, B07, F03, M06, `paused`, `home_visit`, …) as it stands on a day; null when there is none. */
  text(id: string, today?: string): RuleText | null;
  /** Benefit rows as they stand on a day, by id: name, amounts, where to apply, which other text goes with it. */
  benefits(today?: string): Readonly<Record<string, BenefitRow>>;
  /** Fund rules F01–F12 with their figures (KRW) as they stand on a day. */
  funds(today?: string): Readonly<Record<string, FigureRow>>;
  /** Matching rules M01–M12 with their figures as they stand on a day. */
  matching(today?: string): Readonly<Record<string, FigureRow>>;
  /** Courses of the savers, and the timer of a visit. */
  readonly training: MatchingTable['training'];
  readonly safetyTimer: MatchingTable['safety_timer'];
  /** Every number that may be shown, with hours, languages, old aliases and the day of its next review. */
  readonly numbers: HelplinesTable['numbers'];
}
