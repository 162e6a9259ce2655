/** The rule engine as others may use it: decision tables in, decisions with reasons out. Pure, no I/O, no clock. */
export type { Calendar } from './calendar.ts';
export type { ContentFile, ContentPath } from './content-file.ts';
export { addDays, addMonths, completedMonths, daysBetween, isDay } from './dates.ts';
export type { DeadlineQuestion, Deadlines, LadderRung } from './deadlines.ts';
export { MissingHolidaysError, RuleError } from './errors.ts';
export { FACTS, SAFETY_IDS, SERVICE_CODES, TRIAGE_IDS, type FactDeclaration, type FactTable } from './fact-table.ts';
export { computeFacts, SEOUL, seoulDate, type FactInput } from './facts.ts';
export type { QuietHours } from './quiet-hours.ts';
export type { PlannedReminder, VisitTimes } from './reminders.ts';
export { loadRuleBook } from './rule-book.ts';
export type {
  AlertSchedule,
  Assessment,
  Condition,
  Facts,
  Found,
  FactValue,
  Instant,
  Judgement,
  Outcome,
  Reason,
  RuleBook,
  RuleText,
  TriageLevel,
} from './types.ts';
export { TRIAGE_LEVELS } from './types.ts';
