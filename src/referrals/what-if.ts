import type { WhatIf } from '../contract/referrals.ts';
import type { ReferralContent } from '../conversation/events.ts';
import type { AnswerValue, StoredAnswer } from '../conversation/types.ts';
import { type Assessment, computeFacts, FACTS, type Facts, type FactValue, isDay, type RuleBook } from '../rules/index.ts';
import { dueFor } from './deadline-rules.ts';
import type { Deadlines } from './referral.ts';
import type { QuestionInfo } from './referral-view.ts';

/** The part of the rule book that a decision is made with. */
export type WhatIfRules = Pick<RuleBook, 'assess' | 'safety' | 'deadlines' | 'alertSchedule' | 'text'>;

/** Kinds of answers that rules read as codes, numbers, days or places; texts and slots of a calendar decide nothing. */
export const CHANGEABLE = ['choice', 'consent', 'multi', 'number', 'date', 'place', 'contact'] as const;
export type ChangeableType = (typeof CHANGEABLE)[number];

export const isChangeable = (type: string): type is ChangeableType => (CHANGEABLE as readonly string[]).includes(type);

/** Codes that an answer may have; empty where it has none, as a number. */
export function codesOf(question: string, type: ChangeableType): readonly string[] {
  if (type === 'place') return FACTS['area']?.codes ?? [];
  if (type === 'contact') return FACTS['contact_way']?.codes ?? [];
  return FACTS[question]?.codes ?? [];
}

type Changed = WhatIf['answers'][string];

/** Whether a value has the form that the answer to a question has. */
export function fits(question: string, info: QuestionInfo, value: Changed): boolean {
  const { type } = info;
  if (!isChangeable(type)) return false;
  if (value === null) return true;
  const codes = codesOf(question, type);
  switch (type) {
    case 'multi':
      return Array.isArray(value) && new Set(value).size === value.length && value.every((code) => codes.includes(code));
    case 'number':
      return typeof value === 'number';
    case 'date':
      return typeof value === 'string' && isDay(value);
    case 'place':
      return isRecord(value) && 'area' in value && codes.includes(value.area) && isDistrict(value.district);
    case 'contact':
      return isRecord(value) && 'way' in value && codes.includes(value.way);
    default:
      return typeof value === 'string' && codes.includes(value);
  }
}

const isDistrict = (district: string | null): boolean => district === null || (FACTS['district']?.codes ?? []).includes(district);

const isRecord = (value: Changed): value is Exclude<Changed, string | number | readonly string[] | null> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Facts that no answer gives. */
const CARRIED: readonly string[] = ['found', 'missing', 'code_ok', 'signs', 'yellow_skin', 'visit_told'];
/** Eligibility stays as it was first answered (intake.md §1.5), as long as these are what they were. */
const ELIGIBILITY: readonly string[] = ['who', 'stage', 'baby_birth'];

export interface Made extends Pick<Assessment, 'level' | 'reasons' | 'services' | 'rulesVersion'> {
  readonly outcome: string;
  readonly safety: readonly string[];
  readonly deadlines: Deadlines;
}

interface Asked {
  readonly rules: WhatIfRules;
  readonly content: ReferralContent;
  readonly changes: WhatIf['answers'];
  /** Safety signs heard in words. */
  readonly told: readonly string[];
  readonly now: Date;
  /** What the deadlines are counted from. */
  readonly submittedAt: Date;
}

/** S-ids of a referral that its facts do not give: her words told them. */
export function toldOf(rules: Pick<RuleBook, 'safety'>, content: ReferralContent): readonly string[] {
  const onFacts = rules.safety(content.facts as Facts).map(({ id }) => id);
  return content.safety.filter((id) => !onFacts.includes(id));
}

/** What the rule book decides on the answers of a referral with some of them changed. Pure. */
export function decideOn({ rules, content, changes, told, now, submittedAt }: Asked): Made {
  const facts = factsWith(content, changes, told, now);
  const fired = rules.safety(facts).map(({ id }) => id);
  const safety = [...new Set([...told, ...fired])].sort();
  // Signs among the new answers turn quiet mode and emergency on, as they would in the conversation.
  const whole = fired.every((id) => told.includes(id)) ? facts : factsWith(content, changes, safety, now);
  const { level, outcome, reasons, services, rulesVersion } = rules.assess(whole);
  const deadlines =
    level === null ? { contactBy: null, acceptBy: null, visitBy: null } : dueFor(rules, { level, safety, reasons }, submittedAt).deadlines;
  return { level, outcome, reasons, services, rulesVersion, safety, deadlines };
}

function factsWith(content: ReferralContent, changes: WhatIf['answers'], safety: readonly string[], now: Date): Facts {
  const stored = content.facts as Readonly<Record<string, FactValue | undefined>>;
  const facts = computeFacts({
    answers: answersWith(content.answers, changes),
    now: now.toISOString(),
    lang: content.lang,
    safety,
    state: {
      ended: stored['ended'] === true,
      humanAsked: stored['human_asked'] === true,
      paused: stored['paused'] === true,
      withdrawn: stored['withdrawn'] === true,
      loss: stored['loss'] === true,
      quiet: content.quietMode,
      flow: content.flow,
    },
  });
  for (const name of CARRIED) {
    const value = stored[name];
    if (value !== undefined) facts[name] = value;
  }
  if (stored['eligible'] !== undefined && !ELIGIBILITY.some((id) => id in changes)) facts['eligible'] = stored['eligible'];
  return facts;
}

function answersWith(answers: ReferralContent['answers'], changes: WhatIf['answers']): Readonly<Record<string, StoredAnswer>> {
  const changed = Object.entries(changes).map(([question, value]): [string, StoredAnswer] => {
    if (value !== null && isRecord(value) && 'way' in value) return [question, { value: contactOf(answers[question], value.way) }];
    const date = typeof value === 'string' && isDay(value);
    // The form was held against the codes of the question before.
    return [question, { value: value as AnswerValue, ...(date ? { precision: 'day' as const } : {}) }];
  });
  return { ...answers, ...Object.fromEntries(changed) };
}

/** Only the way is asked; a number that she gave stays with the way that needs one. */
function contactOf(before: StoredAnswer | undefined, way: string): StoredAnswer['value'] {
  const known = typeof before?.value === 'object' && before.value !== null && 'way' in before.value ? before.value.value : null;
  return { way: way === 'phone' || way === 'chat_only' ? way : 'none', value: way === 'phone' ? known : null };
}
