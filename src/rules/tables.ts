import { z } from 'zod';
import { SERVICE_CODES } from './fact-table.ts';
import { OUTCOMES, TRIAGE_LEVELS } from './types.ts';

/**
 * Shapes of `flows/rules/*.rules.yaml`. Every row carries its condition, the sentence that people read, where the rule
 * comes from, who checked it (null: nobody yet) and the day it begins.
 */

const Day = z.iso.date();
const Sentence = z.string().trim().min(1);

/** Of an id that appears more than once, the row whose `from` is the latest not after today counts; before all, the first. */
const provenance = {
  sentence: Sentence,
  source: Sentence,
  reviewed_by: Sentence.nullable(),
  from: Day,
};

const When = Sentence;
/** A time of day in Seoul. */
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const SafetyId = z.string().regex(/^S\d\d$/);
const TriageId = z.string().regex(/^T\d\d$/);
const Level = z.enum(TRIAGE_LEVELS);

const SafetyRow = z.strictObject({
  id: SafetyId,
  name: z.string().regex(/^[a-z0-9_]+$/),
  /** What facts make it fire; null when only words do. */
  when: When.nullable(),
  level: Level.nullable(),
  ...provenance,
});
export const SafetyTable = z.strictObject({ rows: z.array(SafetyRow).min(1) });
export type SafetyTable = z.infer<typeof SafetyTable>;

const TriageRow = z.strictObject({
  id: TriageId,
  when: When,
  level: Level,
  /** Does not count when one of these fired. */
  unless: z.array(TriageId).default([]),
  /** Counts only when no other row of this level or a stronger one fired. */
  alone_from: Level.optional(),
  ...provenance,
});
export type TriageRow = z.infer<typeof TriageRow>;

/** A length of time: `minutes` and `hours` and `days` by the clock, `working_days` in working time. */
export const Span = z.union([
  z.strictObject({ minutes: z.int().nonnegative() }),
  z.strictObject({ hours: z.int().positive() }),
  z.strictObject({ days: z.int().positive() }),
  z.strictObject({ working_days: z.number().positive() }),
  z.literal('at_once'),
  z.literal('same_day'),
]);
export type Span = z.infer<typeof Span>;

export const LADDER_STEPS = ['supervisor_in', 'supervisor_owns', 'hq'] as const;
const LadderStep = z.strictObject({
  step: z.enum(LADDER_STEPS),
  /** Minutes from the start, or share of the time to accept that passes after the deadline. */
  after: z.union([z.strictObject({ minutes: z.int().positive() }), z.strictObject({ share: z.number().nonnegative() })]),
});

const LevelTerms = z.strictObject({
  contact: Span.nullable(),
  accept: Span.nullable(),
  visit: Span.nullable(),
  persons: z.int().positive().default(1),
  /** A deadline to accept that falls into the night waits for the morning, except when one of these fired (on-call). */
  night: z.strictObject({ from: WallTime, to: WallTime, until: WallTime, except: z.array(z.union([SafetyId, TriageId])) }).optional(),
  /** What the ladder is counted from. */
  ladder_from: z.enum(['accept', 'contact']).default('accept'),
  ladder: z.array(LadderStep),
});
export type LevelTerms = z.infer<typeof LevelTerms>;

export const TriageTable = z.strictObject({
  /** Strongest first. `outside_handover` ranks below what cannot wait for another region (T90). */
  order: z.array(Level).length(TRIAGE_LEVELS.length),
  working_time: z.strictObject({ from: WallTime, to: WallTime, weekdays: z.array(z.int().min(1).max(7)).min(1) }),
  /** An open alert rings again after so many minutes until somebody takes it. */
  alert_repeat_minutes: z.int().positive(),
  levels: z.record(Level, LevelTerms),
  /** The first that holds says which rows are looked at, so that only they are reported; none: all. */
  scopes: z.array(z.strictObject({ id: z.string(), when: When, keep: z.array(TriageId), ...provenance })),
  rows: z.array(TriageRow).min(1),
});
export type TriageTable = z.infer<typeof TriageTable>;

export const OutcomeTable = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        id: z.enum(OUTCOMES),
        when: When,
        /** With this outcome only these levels stay, with their reasons; without the field every level does. */
        keeps: z.array(Level).optional(),
        ...provenance,
      }),
    )
    .min(1),
});
export type OutcomeTable = z.infer<typeof OutcomeTable>;

const Service = z.enum(SERVICE_CODES);
export const ServicesTable = z.strictObject({
  /** Triage rows of which two or more ask for one person who holds the threads (`burdens` counts them). */
  burdens: z.array(TriageId),
  /** The first that holds replaces the rows below: exactly these services, each with its own condition. */
  scopes: z.array(z.strictObject({ id: z.string(), when: When, services: z.record(z.string(), When), ...provenance })),
  rows: z.array(z.strictObject({ id: Service, when: When, ...provenance })).min(1),
});
export type ServicesTable = z.infer<typeof ServicesTable>;

const BenefitRow = z.strictObject({
  id: z.string().regex(/^B\d\d$/),
  name: z.string(),
  amount_krw: z.record(z.string(), z.int()).optional(),
  likely: When.nullable(),
  /** Counts only when `likely` does not hold. */
  possible: When.nullable(),
  where: z.array(z.string()).min(1),
  /** Rows whose text is always shown with this one. */
  with: z.array(z.string()).default([]),
  ...provenance,
});
export type BenefitRow = z.infer<typeof BenefitRow>;
export const BenefitsTable = z.strictObject({ when: When, rows: z.array(BenefitRow).min(1) });
export type BenefitsTable = z.infer<typeof BenefitsTable>;

const Number_ = z.string().regex(/^\d[\d-]+$/);
export const HelplinesTable = z.strictObject({
  numbers: z.array(
    z.strictObject({
      number: Number_,
      name: z.string(),
      hours: z.enum(['24h', 'office', 'office_emergency_24h', '24h_line_1']),
      interpreting: z.boolean(),
      text: z.boolean(),
      /** Old numbers that still lead here. */
      aliases: z.array(Number_).default([]),
      checked: Day.nullable(),
      review_by: Day,
      source: Sentence,
    }),
  ),
  sets: z.array(
    z.strictObject({
      id: z.string(),
      when: When,
      /** Shown only when no set before it was. */
      otherwise: z.boolean().default(false),
      numbers: z.array(z.strictObject({ number: Number_, when: When.optional() })).min(1),
      ...provenance,
    }),
  ),
});

export type HelplinesTable = z.infer<typeof HelplinesTable>;

export const HolidaysTable = z.strictObject({
  years: z.record(
    z.string().regex(/^\d{4}$/),
    z.strictObject({
      source: Sentence,
      reviewed_by: Sentence.nullable(),
      days: z.array(
        z.strictObject({
          date: Day,
          name: Sentence,
          /** The decree must still be checked: no visit is booked on it, but no deadline waits for it. */
          uncertain: z.boolean().default(false),
        }),
      ),
    }),
  ),
});
export type HolidaysTable = z.infer<typeof HolidaysTable>;

const ReminderRow = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/),
  audience: z.enum(['family', 'saver', 'supervisor']),
  /** Days before the visit's day at a wall time, or minutes before its start or after its end. */
  due: z.union([
    z.strictObject({ days_before: z.int().nonnegative(), at: WallTime }),
    z.strictObject({ minutes_before: z.int().positive() }),
    z.strictObject({ minutes_after_end: z.int().positive() }),
  ]),
  /** When it is too late to send. `night`: with the next quiet hours or the start of the visit. */
  expires: z.union([z.literal('night'), z.strictObject({ minutes: z.int().positive() })]),
  ...provenance,
});
export const RemindersTable = z.strictObject({
  quiet_hours: z.strictObject({ from: WallTime, to: WallTime, evening_before: WallTime }),
  apart_minutes: z.int().nonnegative(),
  rows: z.array(ReminderRow).min(1),
});
export type ReminderRow = z.infer<typeof ReminderRow>;
export type RemindersTable = z.infer<typeof RemindersTable>;

const Figures = z.record(z.string(), z.union([z.int(), z.string(), z.boolean(), z.array(z.string()), z.array(z.int())]));
const FigureRow = (prefix: string) =>
  z.strictObject({ id: z.string().regex(new RegExp(`^${prefix}\\d\\d$`)), figures: Figures.default({}), ...provenance });
export type FigureRow = z.infer<ReturnType<typeof FigureRow>>;
export const FundsTable = z.strictObject({ currency: z.literal('KRW'), rows: z.array(FigureRow('F')).min(1) });
export const MatchingTable = z.strictObject({
  /** What a saver must have learned before the first visit, and how long it counts. */
  training: z.strictObject({
    courses: z
      .array(z.strictObject({ id: z.string().regex(/^[a-z_]+$/), hours: z.int().positive(), valid_months: z.int().positive() }))
      .min(1),
    shadow_visits: z.int().nonnegative(),
    expiry_warning_days: z.array(z.int().positive()),
    ...provenance,
  }),
  /** Minutes after the planned start or end without a word from the visitor. */
  safety_timer: z.strictObject({
    check_in: z.strictObject({ message: z.int().positive(), supervisor: z.int().positive() }),
    check_out: z.strictObject({
      message: z.int().positive(),
      call: z.int().positive(),
      supervisor: z.int().positive(),
      police_decision: z.int().positive(),
    }),
    code_word: Sentence,
    location_kept_days: z.int().positive(),
    ...provenance,
  }),
  rows: z.array(FigureRow('M')).min(1),
});
export type MatchingTable = z.infer<typeof MatchingTable>;

/** Which tables there are: `flows/rules/<name>.rules.yaml`. */
export const TABLES = {
  safety: SafetyTable,
  triage: TriageTable,
  outcome: OutcomeTable,
  services: ServicesTable,
  benefits: BenefitsTable,
  helplines: HelplinesTable,
  holidays: HolidaysTable,
  reminders: RemindersTable,
  funds: FundsTable,
  matching: MatchingTable,
} as const;
export type TableName = keyof typeof TABLES;
export type Tables = { readonly [Name in TableName]: z.infer<(typeof TABLES)[Name]> };
