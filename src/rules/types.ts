/** Levels of rules.md §2.1, strongest first. */
export const TRIAGE_LEVELS = ['emergency', 'urgent_24h', 'priority_3d', 'standard_7d', 'outside_handover', 'information_only'] as const;
export type TriageLevel = (typeof TRIAGE_LEVELS)[number];

/** Ends of a conversation (rules.md §2.3). */
export type Outcome = 'withdrawn' | 'paused' | 'handover' | 'information' | 'referred';

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

/** A compiled condition. Total: never throws, unknown facts make it false. */
export interface Condition {
  readonly source: string;
  /** Names of the facts that it reads. */
  readonly reads: readonly string[];
  test(facts: Facts): boolean;
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
  /** Helpline numbers to show, in order, for a list of S-ids plus facts (rules.md §3.2 default sets). */
  helplines(safety: readonly string[], facts: Facts): readonly string[];
}
