import type { Outcome, Reason, TriageLevel } from '../rules/types.ts';
import type { ActionResult, AnswerValue, Command, Instant, Lang, Params, Precision, ProblemCode, RedactionId, SafetyId } from './types.ts';

/**
 * What a message caused. `decide` says events, `evolve` folds them into the session; the name is the stored `type`,
 * in the past tense. Events that other slices subscribe to are listed in `EFFECT_TYPES`.
 */
export type ConversationEvent =
  /** First event of every turn: the time that the turn was decided with. */
  | { readonly type: 'turn_received'; readonly at: Instant }
  | {
      readonly type: 'conversation_started';
      readonly code: string;
      readonly lang: Lang | null;
      readonly flow: string;
      readonly version: string;
      readonly at: Instant;
    }
  | { readonly type: 'language_changed'; readonly lang: Lang }
  | { readonly type: 'flow_started'; readonly flow: string; readonly version: string }
  | { readonly type: 'question_asked'; readonly question: string; readonly counted: boolean }
  | {
      readonly type: 'answer_given';
      readonly question: string;
      readonly value: AnswerValue;
      readonly precision?: Precision;
    }
  | { readonly type: 'answer_skipped'; readonly question: string; readonly value: AnswerValue }
  | { readonly type: 'answer_not_understood'; readonly question: string; readonly problem: ProblemCode }
  /** A question or chit-chat of hers got a word; the pending question comes again and this is no failed try. */
  | { readonly type: 'aside_answered'; readonly question: string }
  /** Not understood twice: stored as `value` (null, or the safe default) with `needs_human_check`. */
  | { readonly type: 'answer_unresolved'; readonly question: string; readonly value: AnswerValue }
  /** The flow has a newer version and says how to go on with it. */
  | {
      readonly type: 'flow_migrated';
      readonly version: string;
      readonly renames: Readonly<Record<string, string>>;
      readonly reopens: readonly string[];
    }
  /** She went back or changes one answer: these answers are open again. */
  | { readonly type: 'answers_reopened'; readonly questions: readonly string[] }
  | { readonly type: 'command_received'; readonly command: Command }
  /** She came back after a pause, quick exit or a day of silence. */
  | { readonly type: 'conversation_resumed' }
  | { readonly type: 'conversation_paused' }
  /** Eligibility as first answered; it stays although the baby grows (intake.md §1.5). */
  | { readonly type: 'eligibility_settled'; readonly eligible: boolean }
  /** A sign told in words that has no answer code, such as yellow skin of a newborn. */
  | { readonly type: 'sign_told'; readonly sign: string }
  /** A person was offered; a plain yes accepts. */
  | { readonly type: 'human_offered' }
  | { readonly type: 'identity_number_removed'; readonly rules: readonly RedactionId[] }
  | { readonly type: 'safety_fired'; readonly rules: readonly SafetyId[] }
  | { readonly type: 'message_said'; readonly key: string }
  | { readonly type: 'quiet_mode_entered'; readonly rules: readonly SafetyId[] }
  /** An emergency rule fired or she said danger: sticky, whatever is said later. */
  | { readonly type: 'emergency_entered' }
  | { readonly type: 'screen_hidden' }
  | { readonly type: 'loss_told' }
  | {
      readonly type: 'consent_recorded';
      readonly consent: string;
      readonly given: boolean;
      readonly version: string;
      readonly lang: Lang;
      readonly detail?: Params;
    }
  | { readonly type: 'human_asked' }
  /** An emergency: staff are alerted now. Holds no word of hers. One open alert a case; a second one adds ids. */
  | {
      readonly type: 'alert_raised';
      readonly code: string;
      readonly rules: readonly SafetyId[];
      readonly lang: Lang | null;
      readonly identified: boolean;
    }
  | { readonly type: 'referral_submitted'; readonly referral: ReferralContent }
  /** The same referral with newer content (benefits answered, an answer changed, a stronger level). */
  | { readonly type: 'referral_revised'; readonly referral: ReferralContent }
  /** Text left after the end, or while a human is awaited: staff must read it. */
  | { readonly type: 'note_left' }
  | {
      readonly type: 'flow_ended';
      readonly flow: string;
      readonly outcome: Outcome;
      readonly level: TriageLevel | null;
      readonly reasons: readonly Reason[];
    }
  /** Key destroyed, turns deleted, one tombstone left. */
  | {
      readonly type: 'person_forgotten';
      readonly reason: 'consent_refused' | 'withdrawn' | 'third_person';
      readonly keepAlert: boolean;
    }
  /** A child under 14: of what was said only these answers stay, the earlier turns are deleted (intake.md §1.1). */
  | { readonly type: 'answers_reduced'; readonly keep: readonly string[] }
  | { readonly type: 'action_done'; readonly action: string; readonly result: ActionResult }
  | { readonly type: 'timer_set'; readonly at: Instant | null }
  | { readonly type: 'notice_told'; readonly notice: string; readonly params: Params };

/** Effects: events that slices outside the engine apply, exactly once, keyed by (turn, index in the turn's events). */
export const EFFECT_TYPES = [
  'alert_raised',
  'referral_submitted',
  'referral_revised',
  'consent_recorded',
  'human_asked',
  'note_left',
  'language_changed',
  'quiet_mode_entered',
  'loss_told',
  'conversation_paused',
  'conversation_resumed',
  'person_forgotten',
  'answers_reduced',
  'timer_set',
] as const;
export type EffectType = (typeof EFFECT_TYPES)[number];
export type EffectEvent = Extract<ConversationEvent, { type: EffectType }>;

/** Everything a case manager needs to begin; the structured answers in normal form. */
export interface ReferralContent {
  readonly code: string;
  readonly outcome: 'referred' | 'handover';
  readonly level: TriageLevel;
  readonly reasons: readonly Reason[];
  readonly safety: readonly SafetyId[];
  readonly services: readonly string[];
  readonly benefits: { readonly likely: readonly string[]; readonly possible: readonly string[] };
  readonly rulesVersion: string;
  readonly flow: string;
  readonly flowVersion: string;
  readonly lang: Lang;
  readonly quietMode: boolean;
  readonly contactWay: 'phone' | 'chat_only' | 'none' | null;
  readonly area: 'namdong' | 'incheon_other' | 'outside' | 'unknown' | null;
  readonly district: string | null;
  /** Question id → stored answer, exactly as in the session. */
  readonly answers: Readonly<Record<string, import('./types.ts').StoredAnswer>>;
  /** Computed facts of rules.md §1 at the time of submission. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** She would like a visit (answer to `v_offer`), or null when not asked. */
  readonly visitWanted: boolean | null;
  readonly submittedAt: Instant;
}
