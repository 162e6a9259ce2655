import type { AnswerType, AnswerValue, Lang, PlainDate, Precision, ProblemCode, RedactionId } from '../types.ts';

/** One option of a choice or multi question, already filtered by stage, in the order shown. */
export interface OptionView {
  readonly code: string;
  /** Label in the chat language, then in the other languages: typed labels of any language are accepted. */
  readonly labels: readonly string[];
  /** Shorter labels of narrow buttons, in the same order of languages; counted only as a whole text. */
  readonly shortLabels?: readonly string[];
}

/** What a parser may look at. No clock: `today` is the Seoul calendar date of the conversation's `now`. */
export interface AnswerContext {
  readonly question: string;
  readonly lang: Lang;
  readonly today: PlainDate;
  readonly options: readonly OptionView[];
  /** Redaction rules that removed something from the text. */
  readonly removed: readonly RedactionId[];
  /** Limits of number and text questions, from the flow. */
  readonly limits: { readonly min?: number; readonly max?: number; readonly unit?: 'weeks' | 'krw' };
  /** Whether this is the first ask (0) or a re-ask. */
  readonly tries: number;
}

export type Parsed =
  | { readonly ok: true; readonly value: AnswerValue; readonly precision?: Precision }
  | { readonly ok: false; readonly problem: ProblemCode };

/**
 * A kind of answer: turns what a person typed into the normal form. Pure and total: any string up to 4,000 characters
 * gives a result, in time linear in its length. Unsure means a problem (ask back), never a guess.
 */
export interface AnswerKind {
  readonly type: AnswerType;
  parse(text: string, context: AnswerContext): Parsed;
}
