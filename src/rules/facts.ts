import { addDays, addMonths, completedMonths, daysBetween } from './dates.ts';
import { BlankFacts } from './blank-facts.ts';
import { EMERGENCY_SAFETY, QUIET_SAFETY } from './fact-table.ts';
import { addScreeningFacts, tipBand } from './screening.ts';
import type { FactValue } from './types.ts';

/** Business dates are those of Seoul, whatever the server's zone is. */
export const SEOUL = 'Asia/Seoul';

const TERM_DAYS = 280;
const TERM_WEEKS = 40;
/** Born before this week is preterm: development is looked at by corrected age. */
const PRETERM_BELOW_WEEKS = 37;
/** A baby is ours until the day before it is this old. */
const MONTHS_IN_CARE = 24;

interface PlaceLike {
  readonly area: string;
  readonly district: string | null;
  readonly dong: string | null;
}

interface ContactLike {
  readonly way: string;
  readonly value: string | null;
}

/** An answer as a session stores it: a scalar, codes, a place, a contact, or null for asked but unknown. */
export interface AnswerLike {
  readonly value: string | number | readonly string[] | PlaceLike | ContactLike | null;
  readonly precision?: string;
}

export interface FactInput {
  /** Question id → stored answer; a question that was not asked has no key. */
  readonly answers: Readonly<Record<string, AnswerLike>>;
  /** ISO instant with offset. */
  readonly now: string;
  readonly lang: string | null;
  /** S-ids that fired so far. */
  readonly safety: readonly string[];
  readonly state?: {
    readonly ended?: boolean;
    readonly humanAsked?: boolean;
    readonly paused?: boolean;
    readonly withdrawn?: boolean;
    readonly loss?: boolean;
    /** Quiet mode was entered before: it stays. */
    readonly quiet?: boolean;
    /** An emergency was entered before: it stays. */
    readonly emergency?: boolean;
    readonly flow?: string;
  };
}

/** Seoul keeps UTC+9 all the year since 1988, and `now` is never older: no time zone table is asked in every turn. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;

/** The latest answer: a turn asks for the date of one instant several times. */
let latest = { now: '', date: '' };

/** Calendar date in Seoul of an instant: 15:30 UTC is already the next day there. */
export function seoulDate(now: string): string {
  if (now === latest.now && now !== '') return latest.date;
  const at = Date.parse(now);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${now}`);
  latest = { now, date: new Date(at + SEOUL_OFFSET_MS).toISOString().slice(0, 10) };
  return latest.date;
}

const STAGE_OF_WHO: Readonly<Record<string, string>> = { pregnant: 'pregnant', mother: 'baby', both: 'both', none: 'none' };

const SINGLE: Readonly<Record<string, boolean>> = { alone: true, with_family: true, facility: true, with_partner: false };

/**
 * Turns answers into facts: every answer under its question id (skipped or unknown is null), everything that rules.md §1
 * computes from them at `now`, and where the conversation stands. Pure; total for every answer.
 *
 * @returns a new object, which the caller may add to.
 * @throws RangeError when `now` is no instant.
 */
export function computeFacts(input: FactInput): Record<string, FactValue> {
  const { answers, safety, state = {} } = input;
  const today = seoulDate(input.now);
  const facts = new BlankFacts() as unknown as Making;
  const answered = Object.keys(answers);
  for (const id of answered) {
    const value = answers[id]?.value ?? null;
    if (isPlain(value)) facts[id] = value;
  }

  const who = text(facts['who']);
  const stage = (who === null ? undefined : STAGE_OF_WHO[who]) ?? text(facts['stage']);
  facts['stage'] = stage;

  addPregnancyFacts(facts, answers, today);
  addBabyFacts(facts, answers, today);
  addPlaceFacts(facts, answers);
  addContactFacts(facts, answers, who, safety);
  facts['preg'] = stage === null ? null : stage === 'pregnant' || stage === 'both';
  facts['baby_in'] = stage === null ? null : stage === 'baby' || stage === 'both' ? bool(facts['baby_ok']) : false;
  facts['eligible'] = eligible(stage, bool(facts['baby_ok']));
  addScreeningFacts(facts, answers);
  facts['tip_band'] = tipBand(facts);
  const household = text(facts['household']);
  facts['single'] = who === 'carer' || who === 'someone_else' || household === null ? null : (SINGLE[household] ?? null);

  facts['today'] = today;
  facts['lang'] = input.lang;
  facts['language'] = input.lang;
  facts['safety'] = safety;
  facts['emergency'] = state.emergency === true || facts['danger_now'] === 'yes' || safety.some((id) => EMERGENCY_SAFETY.includes(id));
  facts['quiet_mode'] =
    state.quiet === true ||
    facts['contact_safe'] === 'chat_only' ||
    facts['contact_safe'] === 'no' ||
    safety.some((id) => QUIET_SAFETY.includes(id));
  facts['ended'] = state.ended === true;
  facts['human_asked'] = state.humanAsked === true;
  facts['paused'] = state.paused === true;
  facts['withdrawn'] = state.withdrawn === true;
  facts['loss'] = state.loss === true;
  facts['flow'] = state.flow ?? null;
  facts['answered'] = answered;
  return facts;
}

/** A place or a contact has facts of its own; everything else is a fact as it stands. */
function isPlain(value: AnswerLike['value']): value is Exclude<AnswerLike['value'], PlaceLike | ContactLike> {
  return typeof value !== 'object' || value === null || Array.isArray(value);
}

const text = (value: FactValue | undefined): string | null => (typeof value === 'string' ? value : null);
const bool = (value: FactValue | undefined): boolean | null => (typeof value === 'boolean' ? value : null);

function dateOf(answer: AnswerLike | undefined): string | null {
  return typeof answer?.value === 'string' ? answer.value : null;
}

/** Facts in the making; each of these writes its own. */
type Making = Record<string, FactValue>;

function addPregnancyFacts(facts: Making, answers: FactInput['answers'], today: string): void {
  const answer = answers['due_date'];
  const due = dateOf(answer);
  const daysToDue = due === null ? null : daysBetween(today, due);
  const days = daysToDue === null ? null : TERM_DAYS - daysToDue;
  facts['due_precision'] = due === null ? null : (answer?.precision ?? null);
  facts['days_to_due'] = daysToDue;
  facts['ga_days'] = days;
  facts['ga_weeks'] = days === null ? null : Math.floor(days / 7);
}

function addBabyFacts(facts: Making, answers: FactInput['answers'], today: string): void {
  const answer = answers['baby_birth'];
  const birth = dateOf(answer);
  const weeks = answers['birth_weeks']?.value;
  const last = birth === null ? null : addMonths(birth, MONTHS_IN_CARE);
  facts['birth_precision'] = birth === null ? null : (answer?.precision ?? null);
  facts['baby_age_days'] = birth === null ? null : daysBetween(birth, today);
  facts['baby_age_months'] = birth === null ? null : completedMonths(birth, today);
  facts['baby_ok'] = last === null ? null : today < last;
  facts['baby_corrected_months'] = birth === null || typeof weeks !== 'number' ? null : correctedMonths(birth, weeks, today);
}

function correctedMonths(birth: string, weeks: number, today: string): number | null {
  if (weeks >= PRETERM_BELOW_WEEKS) return null;
  const term = addDays(birth, (TERM_WEEKS - weeks) * 7);
  const months = term === null ? null : completedMonths(term, today);
  return months === null ? null : Math.max(0, months);
}

/** Ours: pregnant, or a baby that is young enough. Unknown stays unknown (T31). */
function eligible(stage: string | null, babyOk: boolean | null): boolean | null {
  if (stage === null) return null;
  if (stage === 'none') return false;
  return stage === 'baby' ? babyOk : true;
}

function addPlaceFacts(facts: Making, answers: FactInput['answers']): void {
  const value = answers['area']?.value;
  const place = typeof value === 'object' && value !== null && 'area' in value ? value : null;
  facts['area'] = place?.area ?? null;
  facts['district'] = place?.district ?? null;
  facts['dong'] = place?.dong ?? null;
}

/** S-rules after which a skipped `contact_safe` means: only this chat. */
const NO_NUMBER_WHEN_SKIPPED: readonly string[] = ['S01', 'S09', 'S10', 'S11', 'S13'];

/** The safe way back to her. An unsafe contact answer outranks a number that was typed before (intake.md §1.4). */
function addContactFacts(facts: Making, answers: FactInput['answers'], who: string | null, safety: readonly string[]): void {
  const unsafe = unsafeWay(answers['contact_safe'], who, safety);
  const value = answers['contact']?.value;
  const contact = typeof value === 'object' && value !== null && 'way' in value ? value : null;
  facts['contact_way'] = unsafe ?? contact?.way ?? null;
  facts['contact_value'] = unsafe === null ? (contact?.value ?? null) : null;
}

function unsafeWay(safe: AnswerLike | undefined, who: string | null, safety: readonly string[]): 'chat_only' | 'none' | null {
  if (safe === undefined) return null;
  if (safe.value === 'chat_only') return 'chat_only';
  if (safe.value === 'no') return 'none';
  const skippedUnsafe = safe.value === null && (who === 'someone_else' || safety.some((id) => NO_NUMBER_WHEN_SKIPPED.includes(id)));
  return skippedUnsafe ? 'chat_only' : null;
}
