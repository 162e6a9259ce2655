import { assess, compileOutcome, judge } from './assess.ts';
import { compileBenefits } from './benefits.ts';
import { makeCalendar } from './calendar.ts';
import { conditionCompiler } from './cel.ts';
import { checkTables } from './check-tables.ts';
import type { ContentFile } from './content-file.ts';
import { type Dated, type InForce, inForce } from './dated.ts';
import { alertScheduleOf, deadlinesOf } from './deadlines.ts';
import { FACTS } from './fact-table.ts';
import { seoulDate } from './facts.ts';
import { fingerprint } from './fingerprint.ts';
import { compileHelplines } from './helplines.ts';
import { readTables, type TableFiles } from './load-tables.ts';
import { quietClock, quietHours } from './quiet-hours.ts';
import { planReminders } from './reminders.ts';
import { compileSafety } from './safety.ts';
import { compileServices } from './services.ts';
import { compileTriage } from './triage.ts';
import type { RuleBook, RuleText } from './types.ts';

/**
 * Reads, checks and compiles all decision tables. Pure: the files come parsed.
 *
 * @throws RuleError naming file and line.
 */
export function loadRuleBook(files: readonly ContentFile[]): RuleBook {
  const tables = readTables(files);
  checkTables(tables);
  const compiler = conditionCompiler(FACTS);
  const version = fingerprint(
    Object.entries(tables)
      .map(([name, file]) => [name, file.content] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const parts = {
    safety: compileSafety(compiler, tables.safety),
    triage: compileTriage(compiler, tables.triage),
    outcome: compileOutcome(compiler, tables.outcome),
    services: compileServices(compiler, tables.services),
    benefits: compileBenefits(compiler, tables.benefits),
  };
  const triage = tables.triage.content;
  const calendar = makeCalendar(triage.working_time, tables.holidays.content);
  const reminders = tables.reminders.content;
  const remindersOn = inForce(reminders.rows);
  const quiet = quietClock(reminders.quiet_hours);
  const texts = textsOf(tables);
  const matching = tables.matching.content;
  return {
    version,
    condition: (source, where) => compiler.compile(source, where),
    safety: parts.safety,
    assess: (facts) => assess(parts, version, facts),
    judge: (facts) => judge(parts, facts),
    helplines: compileHelplines(compiler, tables.helplines),
    deadlines: (question) => deadlinesOf(triage, calendar, question),
    alertSchedule: (raisedAt) => alertScheduleOf(triage, calendar, raisedAt),
    reminders: (visit) => planReminders(remindersOn(seoulDate(visit.startsAt)), reminders.apart_minutes, quiet, visit),
    quietHours: quietHours(quiet),
    calendar,
    text: (id, today) => texts.get(id)?.(today ?? null)[0] ?? null,
    benefits: recordsOf(tables.benefits.content.rows),
    funds: recordsOf(tables.funds.content.rows),
    matching: recordsOf(matching.rows),
    training: matching.training,
    safetyTimer: matching.safety_timer,
    numbers: tables.helplines.content.numbers,
  };
}

/** Rows by id as they stand on a day. */
function recordsOf<T extends Dated>(rows: readonly T[]): (today?: string) => Readonly<Record<string, T>> {
  const on = inForce(rows);
  return (today) => Object.fromEntries(on(today ?? null).map((row) => [row.id, row]));
}

/** What each row says, whatever table it is in: ids are unique across the tables. */
function textsOf(tables: TableFiles): ReadonlyMap<string, InForce<RuleText>> {
  const rows = [
    ...tables.safety.content.rows,
    ...tables.triage.content.rows,
    ...tables.outcome.content.rows,
    ...tables.services.content.rows,
    ...tables.benefits.content.rows,
    ...tables.reminders.content.rows,
    ...tables.funds.content.rows,
    ...tables.matching.content.rows,
  ].map((row): RuleText => ({ id: row.id, sentence: row.sentence, source: row.source, reviewedBy: row.reviewed_by, from: row.from }));
  return new Map([...new Set(rows.map((row) => row.id))].map((id) => [id, inForce(rows.filter((row) => row.id === id))]));
}
